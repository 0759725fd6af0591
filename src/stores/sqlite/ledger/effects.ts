import type { Database } from "bun:sqlite";
import {
  type EffectRow,
  type EffectState,
  type Failure,
  type Json,
  type NewEffect,
  revertStage,
} from "../../ledger.ts";
import { code } from "./item-state.ts";
import { fromText, toText } from "./json.ts";

interface Row {
  id: number;
  run: number;
  item: number;
  kind: string;
  plan: string;
  state: EffectState;
  before: string | null;
}

/** The words of the partial index: planned, or in force. */
const live = "state IN ('planned', 'applied', 'refused')";

/** What decisions changed. An effect is stored before, or together with, what it does. */
export class Effects {
  readonly #add;
  readonly #move;
  readonly #live;
  readonly #page;
  readonly #count;
  readonly #countLive;
  readonly #revertible;
  readonly #refused;
  readonly #askAgain;
  readonly #hindrance;
  readonly #tally;

  constructor(
    db: Database,
    private readonly now: () => number,
  ) {
    this.#add = db.query<{ id: number }, [number, number, string, string, string, string | null, number]>(
      `INSERT INTO effect (run, item, kind, plan, state, before, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id`,
    );
    this.#move = db.query(
      "UPDATE effect SET state = ?2, before = coalesce(?3, before), refusal = ?4, at = ?5 WHERE id = ?1",
    );
    this.#live = db.query<Row, [number]>(
      `SELECT id, run, item, kind, plan, state, before FROM effect
       WHERE item = ?1 AND ${live} ORDER BY id DESC LIMIT 1`,
    );
    // One whose taking back has failed is not tried again by itself.
    this.#revertible = db.query(
      `SELECT 1 FROM effect JOIN item ON item.id = effect.item
       WHERE effect.run = ?1 AND effect.${live} AND effect.state <> 'refused'
         AND (item.state = ${code.done} OR item.state = ${code.failed} AND item.stage <> ${revertStage}) LIMIT 1`,
    );
    this.#countLive = db.query<{ live: number }, [number]>(
      `SELECT count(*) AS live FROM effect WHERE run = ?1 AND ${live}`,
    );
    this.#count = db.query<{ live: number }, [number, string]>(
      `SELECT count(*) AS live FROM effect WHERE run = ?1 AND ${live} AND kind = ?2 AND state <> 'planned'`,
    );
    this.#page = db.query<{ id: number; item: number }, [number, number, number]>(
      `SELECT id, item FROM effect WHERE run = ?1 AND ${live} AND state <> 'refused' AND id > ?2
       ORDER BY id LIMIT ?3`,
    );
    this.#refused = db.query<{ key: string; refusal: string }, [number, number]>(
      `SELECT item.key, effect.refusal FROM effect JOIN item ON item.id = effect.item
       WHERE effect.run = ?1 AND effect.state = 'refused' ORDER BY effect.id LIMIT ?2`,
    );
    this.#askAgain = db.query(
      `UPDATE effect SET state = 'applied', refusal = NULL
       WHERE id IN (SELECT id FROM effect WHERE run = ?1 AND state = 'refused' ORDER BY id LIMIT ?2)`,
    );
    this.#tally = db.query<{ text: string; number: number }, [number, string]>(
      `SELECT plan ->> ?2 AS text, count(*) AS number FROM effect
       WHERE run = ?1 AND ${live} AND state <> 'planned' AND plan ->> ?2 IS NOT NULL GROUP BY 1 ORDER BY 1`,
    );
    this.#hindrance = db.query<{ failure: string | null }, [number]>(
      `SELECT coalesce(effect.refusal, item.failure) AS failure FROM item
       LEFT JOIN effect ON effect.item = item.id AND effect.state = 'refused'
       WHERE item.id = ?1 AND item.state IN (${code.done}, ${code.failed})`,
    );
  }

  add(run: number, item: number, effect: NewEffect, state: "planned" | "applied", before: Json): number {
    const row = this.#add.get(
      run,
      item,
      effect.kind,
      JSON.stringify(effect.plan),
      state,
      toText(before),
      this.now(),
    );
    return row?.id ?? 0;
  }

  /** `refusal`: why it could not be taken back. */
  move(change: {
    readonly id: number;
    readonly state: EffectState;
    readonly before?: Json;
    readonly refusal?: Failure;
  }): void {
    this.#move.run(change.id, change.state, toText(change.before), toText(change.refusal), this.now());
  }

  /** The item's effect that is planned or in force. */
  live(item: number): EffectRow | undefined {
    const row = this.#live.get(item);
    return row ? { ...row, plan: fromText(row.plan), before: fromText(row.before) } : undefined;
  }

  /** Is there one that {@link page} gives and whose item waits to be sent back? */
  hasRevertible(run: number): boolean {
    return this.#revertible.get(run) !== null;
  }

  /** How many effects are planned or in force. */
  countLive(run: number): number {
    return this.#countLive.get(run)?.live ?? 0;
  }

  /** How many effects of a kind are in force. */
  count(run: number, kind: string): number {
    return this.#count.get(run, kind)?.live ?? 0;
  }

  /** How many effects in force have which text at a place of their plans, such as `$.comicInfo.state`. */
  tally(run: number, place: string): Readonly<Record<string, number>> {
    const rows = this.#tally.all(run, place);
    return Object.fromEntries(rows.map(({ text, number }) => [text, number]));
  }

  /** Effects of a run that are planned or in force, refused ones left out, from after number `after`. */
  page(run: number, after: number, limit: number): { readonly id: number; readonly item: number }[] {
    return this.#page.all(run, after, limit);
  }

  /** What could not be taken back when that was last asked for, and why. */
  refused(run: number, limit: number): { readonly key: string; readonly failure: Failure }[] {
    return this.#refused
      .all(run, limit)
      .map(({ key, refusal }) => ({ key, failure: fromText<Failure>(refusal) }));
  }

  /** Why the item's effect was not taken back when that was last asked for: it was refused, or it failed. */
  hindrance(item: number): Failure | undefined {
    return fromText<Failure | null>(this.#hindrance.get(item)?.failure ?? null) ?? undefined;
  }

  /** Up to `limit` refused ones may be taken back after all; returns how many. */
  askAgain(run: number, limit: number): number {
    return this.#askAgain.run(run, limit).changes;
  }
}

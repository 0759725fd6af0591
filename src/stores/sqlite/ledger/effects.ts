import type { Database } from "bun:sqlite";
import type { EffectRow, EffectState, Json, NewEffect } from "../../ledger.ts";
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

const select = "SELECT id, run, item, kind, plan, state, before FROM effect";

/** What decisions changed. An effect is stored before, or together with, what it does. */
export class Effects {
  readonly #add;
  readonly #move;
  readonly #live;
  readonly #page;
  readonly #count;
  readonly #countLive;
  readonly #revertible;

  constructor(
    db: Database,
    private readonly now: () => number,
  ) {
    this.#add = db.query<{ id: number }, [number, number, string, string, string, string | null, number]>(
      `INSERT INTO effect (run, item, kind, plan, state, before, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id`,
    );
    this.#move = db.query(
      "UPDATE effect SET state = ?2, before = coalesce(?3, before), at = ?4 WHERE id = ?1",
    );
    this.#live = db.query<Row, [number]>(
      `${select} WHERE item = ?1 AND state IN ('planned', 'applied') ORDER BY id DESC LIMIT 1`,
    );
    this.#revertible = db.query(
      `SELECT 1 FROM effect JOIN item ON item.id = effect.item
       WHERE effect.run = ?1 AND effect.state IN ('planned', 'applied') AND item.state = ${code.done} LIMIT 1`,
    );
    this.#countLive = db.query<{ live: number }, [number]>(
      "SELECT count(*) AS live FROM effect WHERE run = ?1 AND state IN ('planned', 'applied')",
    );
    this.#count = db.query<{ live: number }, [number, string]>(
      "SELECT count(*) AS live FROM effect WHERE run = ?1 AND kind = ?2 AND state = 'applied'",
    );
    this.#page = db.query<Row, [number, number, number]>(
      `${select} WHERE run = ?1 AND state IN ('planned', 'applied') AND id > ?2 ORDER BY id LIMIT ?3`,
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

  move(change: { readonly id: number; readonly state: EffectState; readonly before?: Json }): void {
    this.#move.run(change.id, change.state, toText(change.before), this.now());
  }

  /** The item's effect that is planned or in force. */
  live(item: number): EffectRow | undefined {
    const row = this.#live.get(item);
    return row ? toRow(row) : undefined;
  }

  /** Is one planned or in force whose item is done? */
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

  /** Effects of a run that are planned or in force, from after number `after`. */
  page(run: number, after: number, limit: number): EffectRow[] {
    return this.#page.all(run, after, limit).map(toRow);
  }
}

function toRow(row: Row): EffectRow {
  return { ...row, plan: fromText(row.plan), before: fromText(row.before) };
}

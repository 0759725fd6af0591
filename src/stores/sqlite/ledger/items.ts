import type { Database } from "bun:sqlite";
import type { ClaimedItem, Commit, Failure, ItemRow, ItemState, Json, NewItem } from "../../ledger.ts";
import { itemStates } from "../../ledger.ts";
import type { Counters } from "./counters.ts";
import type { Effects } from "./effects.ts";
import type { Events } from "./events.ts";
import { fromText, toText } from "./json.ts";
import type { Questions } from "./questions.ts";

const code = Object.fromEntries(itemStates.map((state, index) => [state, index])) as Record<
  ItemState,
  number
>;

/** SQLite uses a partial index only where the query repeats its condition to the letter. */
const attention = "item INDEXED BY item_attention";
const attending = "state IN (2, 3, 6)";

interface ClaimRow {
  id: number;
  key: string;
  parent: number | null;
  stage: number;
  lease: number;
  attempts: number;
  input: string;
  carry: string | null;
  alone: number | null;
}

/** The items of all runs: entering, claiming, committing. */
export class Items {
  readonly #insert;
  readonly #claim;
  readonly #claimAlone;
  readonly #settle;
  readonly #holds;
  readonly #holdAt;
  readonly #supersede;
  readonly #nextDue;
  readonly #unfinishedBefore;
  readonly #waiting;
  readonly #parked;
  readonly #updateCarry;
  readonly #releaseWaiting;
  readonly #page;
  readonly #byKey;
  readonly #retryFailed;
  readonly #failures;
  readonly #hasAlone;

  constructor(
    private readonly db: Database,
    private readonly actor: () => number,
    private readonly counters: Counters,
    private readonly events: Events,
    private readonly questions: Questions,
    private readonly effects: Effects,
  ) {
    this.#insert = db.query(
      `INSERT INTO item (run, key, input, stage, state, result, parent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (run, key) DO NOTHING`,
    );
    this.#claim = db.query<ClaimRow, [number, number, number, number]>(
      `UPDATE item SET state = ${code.leased}, owner = ?1, lease = lease + 1
       WHERE id IN (SELECT id FROM item WHERE run = ?2 AND state = 0 AND due_at <= ?3 AND alone IS NULL
                    ORDER BY due_at, id LIMIT ?4)
       RETURNING id, key, parent, stage, lease, attempts, input, carry, alone`,
    );
    this.#claimAlone = db.query<ClaimRow, [number, number]>(
      `UPDATE item SET state = ${code.leased}, owner = ?1, lease = lease + 1
       WHERE id = (SELECT id FROM item WHERE run = ?2 AND alone IS NOT NULL AND state = 0 ORDER BY id LIMIT 1)
       RETURNING id, key, parent, stage, lease, attempts, input, carry, alone`,
    );
    this.#hasAlone = db.query(
      "SELECT 1 FROM item WHERE run = ?1 AND alone IS NOT NULL AND state = 0 LIMIT 1",
    );
    this.#settle = db.query(
      `UPDATE item SET state = ?1, stage = coalesce(?2, stage), owner = ?3, due_at = ?4, attempts = ?5,
         carry = coalesce(?6, carry), result = coalesce(?7, result), failure = ?8, alone = NULL
       WHERE id = ?9 AND owner = ?10 AND lease = ?11 AND state = ${code.leased}`,
    );
    this.#holds = db.query<{ ok: number }, [number, number, number]>(
      `SELECT 1 AS ok FROM item WHERE id = ?1 AND owner = ?2 AND lease = ?3 AND state = ${code.leased}`,
    );
    this.#holdAt = db.query(
      `UPDATE item SET stage = ?1, carry = coalesce(?2, carry)
       WHERE id = ?3 AND owner = ?4 AND lease = ?5 AND state = ${code.leased}`,
    );
    this.#supersede = db.query<{ id: number; run: number }, [string, number, number, string]>(
      `UPDATE item SET state = ${code.skipped}, result = ?4
       WHERE key = ?1 AND state = ${code.review} AND id <> ?2
         AND run IN (SELECT id FROM run WHERE workflow = (SELECT workflow FROM run WHERE id = ?3) AND id < ?3)
         AND NOT (SELECT policy ->> 'dryRun' FROM run WHERE id = ?3)
       RETURNING id, run`,
    );
    this.#nextDue = db.query<{ due_at: number }, [number]>(
      "SELECT due_at FROM item WHERE run = ?1 AND state = 0 ORDER BY due_at LIMIT 1",
    );
    this.#unfinishedBefore = db.query<{ ok: number }, [number, number]>(
      `SELECT 1 AS ok WHERE
         EXISTS (SELECT 1 FROM item WHERE run = ?1 AND state = 0 AND stage <= ?2)
         OR EXISTS (SELECT 1 FROM item INDEXED BY item_leased WHERE state = 1 AND owner > 0 AND run = ?1 AND stage <= ?2)
         OR EXISTS (SELECT 1 FROM ${attention} WHERE run = ?1 AND state = ${code.waiting} AND ${attending} AND stage < ?2)`,
    );
    this.#waiting = db.query<{ ok: number }, [number, number]>(
      `SELECT 1 AS ok FROM ${attention} WHERE run = ?1 AND state = ${code.waiting} AND ${attending} AND stage = ?2 LIMIT 1`,
    );
    this.#parked = db.query<
      { id: number; key: string; input: string; carry: string | null; state: number },
      [number, number, number, number]
    >(
      `SELECT id, key, input, carry, state FROM item
       WHERE +run = ?1 AND stage >= ?2 AND carry IS NOT NULL AND state IN (0, 1, 2, 3, 4) AND id > ?3 ORDER BY id LIMIT ?4`,
    );
    this.#updateCarry = db.query(
      `UPDATE item SET carry = ?2 WHERE id = ?1 AND state = ${code.waiting} AND stage = ?3`,
    );
    this.#releaseWaiting = db.query<{ id: number }, [number, number, number]>(
      `UPDATE item SET state = 0, stage = ?2 + 1, due_at = 0, attempts = 0
       WHERE id IN (SELECT id FROM ${attention} WHERE run = ?1 AND state = ${code.waiting} AND ${attending} AND stage = ?2
                    ORDER BY id LIMIT ?3)
       RETURNING id`,
    );
    this.#page = db.query<
      {
        id: number;
        key: string;
        parentKey: string | null;
        state: number;
        stage: number;
        attempts: number;
        result: string | null;
        failure: string | null;
      },
      [number, string, number]
    >(
      `SELECT item.id, item.key, mother.key AS parentKey, item.state, item.stage, item.attempts, item.result, item.failure
       FROM item LEFT JOIN item AS mother ON mother.id = item.parent
       WHERE item.run = ?1 AND item.key > ?2 ORDER BY item.key LIMIT ?3`,
    );
    this.#byKey = db.query<{ id: number }, [number, string]>(
      "SELECT id FROM item WHERE run = ?1 AND key = ?2",
    );
    this.#retryFailed = db.query<{ id: number }, [number, number]>(
      `UPDATE item SET state = 0, attempts = 0, due_at = 0, alone = NULL, failure = NULL
       WHERE id IN (SELECT id FROM ${attention} WHERE run = ?1 AND state = ${code.failed} AND ${attending} LIMIT ?2) RETURNING id`,
    );
    this.#failures = db.query<{ key: string; failure: string }, [number, number, number]>(
      `SELECT key, failure FROM ${attention} WHERE run = ?1 AND state = ${code.failed} AND ${attending} AND id > ?2
       ORDER BY stage, id LIMIT ?3`,
    );
  }

  /** Enters new items; one whose key the run knows already is left alone. Returns how many were new. */
  insert(run: number, items: readonly NewItem[], parent: number | null = null): number {
    let entered = 0;
    for (const item of items) {
      const state = item.skip === undefined ? "pending" : "skipped";
      const result = item.skip === undefined ? null : JSON.stringify({ reason: item.skip });
      const { changes } = this.#insert.run(
        run,
        item.key,
        JSON.stringify(item.input),
        item.stage ?? 0,
        code[state],
        result,
        parent,
      );
      if (changes === 0) continue;
      entered++;
      this.counters.move(run, null, state);
    }
    return entered;
  }

  /** Takes up to `limit` items that are due, oldest first. */
  claim(run: number, now: number, limit: number): ClaimedItem[] {
    const rows = this.#claim.all(this.actor(), run, now, limit).sort((a, b) => a.id - b.id);
    this.counters.move(run, "pending", "leased", rows.length);
    return rows.map((row) => claimed(run, row));
  }

  /** Does an item wait to be run alone? */
  hasAlone(run: number): boolean {
    return this.#hasAlone.get(run) !== null;
  }

  /** Takes one item that was inside a stage when a worker died: it must run with nothing beside it. */
  claimAlone(run: number): ClaimedItem | undefined {
    const row = this.#claimAlone.get(this.actor(), run);
    if (!row) return undefined;
    this.counters.move(run, "pending", "leased");
    return claimed(run, row);
  }

  /**
   * Writes what became of an item, unless this worker no longer holds it: then nothing at all is written.
   * Returns whether it was written, and the number of the effect that was stored.
   */
  commit(commit: Commit): { held: boolean; effectId?: number } {
    const { item } = commit;
    if (hasWorkflowWrites(commit) && !this.#isHeld(item)) return { held: false };
    const written = this.#workflowWrites(commit);
    if ("error" in written) {
      return { held: this.#move(item, commit.orElse?.(written.error) ?? rethrow(written.error)) };
    }
    const refused = commit.reverted !== undefined && !written.reverted;
    const outcome = refused ? (commit.reverted?.refused ?? commit.outcome) : commit.outcome;
    if (!this.#move(item, outcome)) return { held: false };
    if (commit.children) this.insert(item.run, commit.children, item.id);
    if (commit.questions) this.questions.ask(item, commit.questions);
    if (commit.decisions) this.questions.decideAll(item, commit.decisions);
    const effectId = this.#effect(commit, written);
    if (commit.applied !== undefined && !refused) this.questions.setApplied(item.id, commit.applied);
    if (outcome.to === "review") this.#supersedeOlder(item);
    // Nobody will be asked any more.
    if (commit.questions && (outcome.to === "skipped" || outcome.to === "failed"))
      this.questions.close(item.id);
    return effectId === undefined ? { held: true } : { held: true, effectId };
  }

  /** What the workflow writes: all of it or, when it throws, nothing, without harm to the rest of the group. */
  #workflowWrites(commit: Commit): { before: Json; reverted: boolean } | { error: unknown } {
    if (!hasWorkflowWrites(commit)) return { before: null, reverted: false };
    this.db.exec("SAVEPOINT workflow");
    try {
      for (const save of commit.saves) save();
      const before = commit.effect?.perform?.() ?? commit.performed?.save() ?? null;
      const reverted = commit.reverted?.save() ?? false;
      this.db.exec("RELEASE workflow");
      return { before, reverted };
    } catch (error) {
      if (!this.db.inTransaction) throw error;
      this.db.exec("ROLLBACK TO workflow");
      this.db.exec("RELEASE workflow");
      return { error };
    }
  }

  #effect(commit: Commit, { before, reverted }: { before: Json; reverted: boolean }): number | undefined {
    const { item, effect, performed } = commit;
    if (performed) this.effects.move({ id: performed.effect, state: "applied", before });
    if (commit.reverted) {
      this.effects.move({ id: commit.reverted.effect, state: reverted ? "reverted" : "refused" });
      this.questions.endWithdrawal(item.id, reverted);
      if (!reverted)
        this.events.add(item.run, { type: "note", code: "target-changed", data: { detail: item.key } });
    }
    if (!effect) return undefined;
    return this.effects.add(item.run, item.id, effect.row, effect.perform ? "applied" : "planned", before);
  }

  /** The lease is kept; what comes next stands in the ledger, should this worker die before it. */
  #hold(item: ClaimedItem, stage: number, carry: Json): boolean {
    return this.#holdAt.run(stage, toText(carry), item.id, this.actor(), item.lease).changes > 0;
  }

  #isHeld(item: ClaimedItem): boolean {
    return this.#holds.get(item.id, this.actor(), item.lease) !== null;
  }

  #move(item: ClaimedItem, outcome: Commit["outcome"]): boolean {
    if (outcome.to === "leased") return this.#hold(item, outcome.stage, outcome.carry);
    const state: ItemState = outcome.to === "retry" ? "pending" : outcome.to;
    const parked = outcome.to === "waiting" || outcome.to === "pending";
    const failure = outcome.to === "failed" || outcome.to === "retry" ? outcome.failure : null;
    const result =
      outcome.to === "done" || outcome.to === "review"
        ? outcome.result
        : outcome.to === "skipped"
          ? { reason: outcome.reason }
          : null;
    const { changes } = this.#settle.run(
      code[state],
      parked ? outcome.stage : null,
      null,
      outcome.to === "retry" ? outcome.dueAt : 0,
      outcome.to === "retry" ? item.attempts + 1 : outcome.to === "failed" ? item.attempts : 0,
      "carry" in outcome ? toText(outcome.carry) : null,
      toText(result),
      toText(failure),
      item.id,
      this.actor(),
      item.lease,
    );
    if (changes === 0) return false;
    this.counters.move(item.run, "leased", state);
    if (outcome.to === "retry") this.counters.add(item.run, "retried", 1);
    if (!parked) {
      this.events.add(item.run, {
        type: "item",
        item: item.key,
        state,
        ...(failure ? { stage: failure.stage, failure } : {}),
        ...(outcome.to === "retry" ? { retryAt: outcome.dueAt } : {}),
      });
    }
    return true;
  }

  /** The newest run's question about a key replaces the open ones of older runs of the same workflow; a dry run's does not. */
  #supersedeOlder(item: ClaimedItem): void {
    const reason = JSON.stringify({ reason: "superseded" });
    for (const row of this.#supersede.all(item.key, item.id, item.run, reason)) {
      this.questions.close(row.id);
      this.counters.move(row.run, "review", "skipped");
    }
  }

  /** When the next pending item is due, in ms; null when none is pending. */
  nextDue(run: number): number | null {
    return this.#nextDue.get(run)?.due_at ?? null;
  }

  /** Is any item still on its way to the stage? */
  unfinishedBefore(run: number, stage: number): boolean {
    return this.#unfinishedBefore.get(run, stage) !== null;
  }

  /** Does any item wait at the stage? */
  waitsAt(run: number, stage: number): boolean {
    return this.#waiting.get(run, stage) !== null;
  }

  /** Items that reached the stage, by number, with what they carry; `waiting` says that they still stand there. */
  *reached(run: number, stage: number) {
    for (let after = 0; ; ) {
      const rows = this.#parked.all(run, stage, after, 1000);
      for (const row of rows) {
        yield {
          id: row.id,
          key: row.key,
          input: fromText(row.input),
          carry: fromText(row.carry),
          waiting: row.state === code.waiting,
        };
      }
      const last = rows.at(-1);
      if (!last || rows.length < 1000) return;
      after = last.id;
    }
  }

  /** Changes what a waiting item carries. */
  setCarry(id: number, stage: number, carry: unknown): void {
    this.#updateCarry.run(id, toText(carry), stage);
  }

  /** Lets up to `limit` items go on that wait at the stage; returns how many. */
  release(run: number, stage: number, limit: number): number {
    const count = this.#releaseWaiting.all(run, stage, limit).length;
    this.counters.move(run, "waiting", "pending", count);
    return count;
  }

  /** Puts up to `limit` failed items back; returns how many. */
  retryFailed(run: number, limit: number): number {
    const count = this.#retryFailed.all(run, limit).length;
    this.counters.move(run, "failed", "pending", count);
    return count;
  }

  /** Leaves up to `limit` unfinished items undone, those that a worker holds excepted; returns how many. */
  drop(run: number, limit: number, reason: string): number {
    let count = 0;
    for (const state of ["pending", "waiting"] as const) {
      const { changes } = this.db
        .query(
          `UPDATE item SET state = ${code.skipped}, result = ?4, carry = NULL
           WHERE id IN (SELECT id FROM item WHERE run = ?1 AND state = ?2 ORDER BY id LIMIT ?3)`,
        )
        .run(run, code[state], limit - count, JSON.stringify({ reason }));
      this.counters.move(run, state, "skipped", changes);
      count += changes;
    }
    return count;
  }

  /** Moves an item that no worker holds, as a decision or an undo asks for it. */
  reopen(id: number, from: readonly ItemState[], stage: number): boolean {
    const row = this.db
      .query<{ run: number; state: number }, [number]>("SELECT run, state FROM item WHERE id = ?1")
      .get(id);
    const state = row && itemStates[row.state];
    if (!row || !state || !from.includes(state)) return false;
    this.db
      .query(`UPDATE item SET state = 0, stage = ?2, due_at = 0, attempts = 0, owner = NULL WHERE id = ?1`)
      .run(id, stage);
    this.counters.move(row.run, state, "pending");
    return true;
  }

  isIn(id: number, state: ItemState): boolean {
    const row = this.db.query<{ state: number }, [number]>("SELECT state FROM item WHERE id = ?1").get(id);
    return row?.state === code[state];
  }

  /** Puts an item whose decision was taken back before anything was changed into review again. */
  backToReview(id: number): boolean {
    const row = this.db
      .query<{ run: number; state: number }, [number]>("SELECT run, state FROM item WHERE id = ?1")
      .get(id);
    const state = row && itemStates[row.state];
    if (!row || (state !== "done" && state !== "pending")) return false;
    this.db.query(`UPDATE item SET state = ${code.review} WHERE id = ?1`).run(id);
    this.counters.move(row.run, state, "review");
    return true;
  }

  /** Items by key, from after `key`: pages of an export. */
  page(run: number, key: string, limit: number): ItemRow[] {
    return this.#page.all(run, key, limit).map((row) => ({
      ...row,
      state: itemStates[row.state] ?? "pending",
      result: fromText(row.result),
      failure: fromText<Failure | null>(row.failure),
    }));
  }

  idOf(run: number, key: string): number | undefined {
    return this.#byKey.get(run, key)?.id;
  }

  failures(run: number, limit: number): { key: string; failure: Failure }[] {
    return this.#failures
      .all(run, 0, limit)
      .map((row) => ({ key: row.key, failure: fromText<Failure>(row.failure) }));
  }
}

function hasWorkflowWrites({ saves, effect, performed, reverted }: Commit): boolean {
  return (
    saves.length > 0 || effect?.perform !== undefined || performed !== undefined || reverted !== undefined
  );
}

function rethrow(error: unknown): never {
  throw error;
}

function claimed(run: number, row: ClaimRow): ClaimedItem {
  return {
    id: row.id,
    run,
    key: row.key,
    parent: row.parent,
    stage: row.stage,
    lease: row.lease,
    attempts: row.attempts,
    input: fromText(row.input),
    carry: fromText(row.carry),
    aloneDeaths: row.alone,
  };
}

import type { Database } from "bun:sqlite";
import type { ClaimedItem, Commit, Failure, ItemRow, ItemState, Json, NewItem } from "../../ledger.ts";
import { itemStates, revertStage, settleStage } from "../../ledger.ts";
import type { Commits } from "./commits.ts";
import type { Counters } from "./counters.ts";
import { code } from "./item-state.ts";
import { fromText } from "./json.ts";

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

interface PageRow {
  id: number;
  key: string;
  parentKey: string | null;
  state: number;
  stage: number;
  attempts: number;
  result: string | null;
  failure: string | null;
}

/** What may be claimed: everything, or only what answers and undoing ask for. */
export type ClaimScope = "all" | "settling";

const firstStage = { all: 0, settling: settleStage } as const;

/** The items of all runs: entering, claiming, looking, and moving those that nobody holds. */
export class Items {
  readonly #commits;
  readonly #insert;
  readonly #knows;
  readonly #claim;
  readonly #claimSettling;
  readonly #claimAlone;
  readonly #nextDue;
  readonly #isSettling;
  readonly #nextSkip;
  readonly #page;
  readonly #byKey;
  readonly #keyOf;
  readonly #retryFailed;
  readonly #retryReverts;
  readonly #failures;
  readonly #hasAlone;
  readonly #drop;
  readonly #stateOf;
  readonly #reopen;

  constructor(
    db: Database,
    private readonly actor: () => number,
    private readonly counters: Counters,
    commitsOf: (items: Items) => Commits,
  ) {
    this.#commits = commitsOf(this);
    const columns = "id, key, parent, stage, lease, attempts, input, carry, alone";
    const claim = (which: string) =>
      `UPDATE item SET state = ${code.leased}, owner = ?1, lease = lease + 1 WHERE ${which} RETURNING ${columns}`;
    this.#insert = db.query(
      `INSERT INTO item (run, key, input, stage, state, result, parent, owner, lease)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (run, key) DO NOTHING`,
    );
    this.#knows = db.query("SELECT 1 FROM item WHERE run = ?1 AND key = ?2");
    this.#claim = db.query<ClaimRow, [number, number, number, number]>(
      claim(`id IN (SELECT id FROM item WHERE run = ?2 AND state = 0 AND due_at <= ?3 AND alone IS NULL
                    ORDER BY due_at, id LIMIT ?4)`),
    );
    // Told outright, here and below: SQLite would look through all that is due, many thousands of items, before each
    // transaction.
    this.#claimSettling = db.query<ClaimRow, [number, number, number, number]>(
      claim(`id IN (SELECT id FROM item INDEXED BY item_settling
                    WHERE run = ?2 AND state = 0 AND stage >= ${settleStage} AND due_at <= ?3
                      AND alone IS NULL ORDER BY id LIMIT ?4)`),
    );
    const dueAlone = (run: number) =>
      `FROM item INDEXED BY item_alone WHERE run = ?${run} AND alone IS NOT NULL AND state = 0 AND stage >= ?${run + 1} AND due_at <= ?${run + 2}`;
    this.#claimAlone = db.query<ClaimRow, [number, number, number, number]>(
      claim(`id = (SELECT id ${dueAlone(2)} ORDER BY alone, id LIMIT 1)`),
    );
    this.#hasAlone = db.query(`SELECT 1 ${dueAlone(1)} LIMIT 1`);
    this.#nextDue = db.query<{ due_at: number }, [number]>(
      "SELECT due_at FROM item WHERE run = ?1 AND state = 0 ORDER BY due_at LIMIT 1",
    );
    this.#isSettling = db.query(
      `SELECT 1 FROM item WHERE run = ?1 AND state = 0 AND stage >= ${settleStage} LIMIT 1`,
    );
    this.#nextSkip = db.query<{ result: string | null }, [number, string]>(
      `SELECT min(result) AS result FROM item WHERE run = ?1 AND state = ${code.skipped} AND result > ?2`,
    );
    this.#page = db.query<PageRow, [number, string, number]>(
      `SELECT item.id, item.key, mother.key AS parentKey, item.state, item.stage, item.attempts, item.result, item.failure
       FROM item LEFT JOIN item AS mother ON mother.id = item.parent
       WHERE item.run = ?1 AND item.key > ?2 ORDER BY item.key LIMIT ?3`,
    );
    this.#keyOf = db.query<{ key: string }, [number, number]>(
      "SELECT key FROM item WHERE id = ?1 AND run = ?2",
    );
    this.#byKey = db.query<{ id: number; result: string | null }, [number, string]>(
      "SELECT id, result FROM item WHERE run = ?1 AND key = ?2",
    );
    this.#retryFailed = db.query<{ stage: number; id: number }, [number, number, number, number]>(
      `UPDATE item SET state = 0, attempts = 0, due_at = 0, alone = NULL, failure = NULL
       WHERE id IN (SELECT id FROM item WHERE run = ?1 AND state = ${code.failed} AND (stage, id) > (?2, ?3)
                    ORDER BY stage, id LIMIT ?4) RETURNING stage, id`,
    );
    this.#retryReverts = db.query<{ id: number }, [number, number, number]>(
      `UPDATE item SET state = 0, attempts = 0, due_at = 0, alone = NULL, failure = NULL
       WHERE id IN (SELECT id FROM item WHERE run = ?1 AND state = ${code.failed} AND stage = ${revertStage}
                    AND id > ?2 ORDER BY id LIMIT ?3) RETURNING id`,
    );
    this.#failures = db.query<{ key: string; failure: string }, [number, number]>(
      `SELECT key, failure FROM item WHERE run = ?1 AND state = ${code.failed} ORDER BY stage, id LIMIT ?2`,
    );
    this.#drop = db.query(
      `UPDATE item SET state = ${code.skipped}, result = ?4
       WHERE id IN (SELECT id FROM item WHERE run = ?1 AND state = ?2 AND stage < ${settleStage} LIMIT ?3)`,
    );
    this.#stateOf = db.query<{ run: number; state: number; stage: number }, [number]>(
      "SELECT run, state, stage FROM item WHERE id = ?1",
    );
    this.#reopen = db.query(
      "UPDATE item SET state = ?2, stage = ?3, due_at = 0, attempts = 0, alone = NULL WHERE id = ?1",
    );
  }

  /** Enters new items; one whose key the run knows already is left alone. Returns how many were new. */
  insert(run: number, items: readonly NewItem[], parent: number | null = null): number {
    let entered = 0;
    for (const item of items) if (this.#enter(run, item, parent, null) !== undefined) entered++;
    return entered;
  }

  /** Enters new items that this worker works on at once: entering and claiming them is one write. */
  insertClaimed(run: number, items: readonly NewItem[]): ClaimedItem[] {
    const claimed: ClaimedItem[] = [];
    for (const item of items) {
      const input = JSON.stringify(item.input);
      const id = this.#enter(run, item, null, this.actor(), input);
      if (id === undefined || item.skip !== undefined) continue;
      claimed.push({
        id,
        run,
        key: item.key,
        parent: null,
        stage: item.stage ?? 0,
        lease: 1,
        attempts: 0,
        // As it would be read back, so that the first try sees what a later one would.
        input: fromText(input),
        carry: null,
        aloneDeaths: null,
      });
    }
    return claimed;
  }

  /** The new item's number; undefined when the run knows its key. */
  #enter(
    run: number,
    item: NewItem,
    parent: number | null,
    owner: number | null,
    input = JSON.stringify(item.input),
  ): number | undefined {
    const claimed = owner !== null && item.skip === undefined;
    const state = item.skip !== undefined ? "skipped" : claimed ? "leased" : "pending";
    const result = item.skip === undefined ? null : JSON.stringify({ reason: item.skip });
    const { changes, lastInsertRowid } = this.#insert.run(
      run,
      item.key,
      input,
      item.stage ?? 0,
      code[state],
      result,
      parent,
      claimed ? owner : null,
      claimed ? 1 : 0,
    );
    if (changes === 0) return undefined;
    this.counters.move(run, null, state);
    return Number(lastInsertRowid);
  }

  /** Does the run have an item of this key? */
  knows(run: number, key: string): boolean {
    return this.#knows.get(run, key) !== null;
  }

  /** Takes up to `limit` items that are due, oldest first. */
  claim(run: number, now: number, limit: number, scope: ClaimScope = "all"): ClaimedItem[] {
    const query = scope === "all" ? this.#claim : this.#claimSettling;
    const rows = query.all(this.actor(), run, now, limit).sort((a, b) => a.id - b.id);
    this.counters.move(run, "pending", "leased", rows.length);
    return rows.map((row) => claimed(run, row));
  }

  /** Is it time for an item to be run alone? */
  hasAlone(run: number, now: number, scope: ClaimScope = "all"): boolean {
    return this.#hasAlone.get(run, firstStage[scope], now) !== null;
  }

  /** Takes one item that was inside a stage when a worker died; those that killed least are tried first. */
  claimAlone(run: number, now: number, scope: ClaimScope = "all"): ClaimedItem | undefined {
    const row = this.#claimAlone.get(this.actor(), run, firstStage[scope], now);
    if (!row) return undefined;
    this.counters.move(run, "pending", "leased");
    return claimed(run, row);
  }

  /**
   * Writes what became of an item, unless this worker no longer holds it: then nothing at all is written.
   * Returns whether it was written, and the number of the effect that was stored.
   */
  commit(commit: Commit): { held: boolean; effectId?: number } {
    return this.#commits.write(commit);
  }

  /** When the next pending item is due, in ms; null when none is pending. */
  nextDue(run: number): number | null {
    return this.#nextDue.get(run)?.due_at ?? null;
  }

  /** Does an answer or an undo wait to be carried out? */
  isSettling(run: number): boolean {
    return this.#isSettling.get(run) !== null;
  }

  /**
   * Puts up to `limit` failed items back that come after the given place; returns how many, and where to go on. So
   * an item that fails again meanwhile is not put back twice.
   */
  retryFailed(run: number, limit: number, after: { stage: number; id: number }) {
    const rows = this.#retryFailed.all(run, after.stage, after.id, limit);
    this.counters.move(run, "failed", "pending", rows.length);
    const last = rows.sort((a, b) => a.stage - b.stage || a.id - b.id).at(-1);
    return { count: rows.length, last: last ?? after };
  }

  /**
   * Puts up to `limit` items back, from after number `after`, whose effects could not be taken back for some failure.
   * Returns the last of them.
   */
  retryReverts(run: number, after: number, limit: number): number | undefined {
    const rows = this.#retryReverts.all(run, after, limit);
    this.counters.move(run, "failed", "pending", rows.length);
    return rows.length === 0 ? undefined : Math.max(...rows.map(({ id }) => id));
  }

  /**
   * Leaves up to `limit` items undone that are still on their way through the stages, those that a worker holds
   * excepted; returns how many.
   */
  drop(run: number, limit: number, reason: string): number {
    let dropped = 0;
    for (const state of ["pending", "waiting"] as const) {
      const { changes } = this.#drop.run(run, code[state], limit - dropped, JSON.stringify({ reason }));
      this.counters.move(run, state, "skipped", changes);
      dropped += changes;
    }
    return dropped;
  }

  /** Moves an item that no worker holds, as a decision or an undo asks for it. */
  reopen(id: number, from: readonly ItemState[], stage: number): boolean {
    const row = this.#stateOf.get(id);
    const state = row && itemStates[row.state];
    if (!row || !state || !from.includes(state)) return false;
    this.#reopen.run(id, code.pending, stage);
    this.counters.move(row.run, state, "pending");
    return true;
  }

  /**
   * Has the item's effect taken back, if nobody holds it: also one that failed, or waits, to be performed. Where it
   * waits already, or has failed, to be taken back, it is left alone: that is for {@link retryReverts} to say.
   */
  sendBack(id: number): boolean {
    const isUnderWay = this.#stateOf.get(id)?.stage === revertStage && !this.isIn(id, "done");
    return !isUnderWay && this.reopen(id, ["done", "failed", "pending"], revertStage);
  }

  isIn(id: number, state: ItemState): boolean {
    return this.#stateOf.get(id)?.state === code[state];
  }

  /** Puts an item whose decision was taken back before anything was changed into review again. */
  backToReview(id: number, asked = settleStage): boolean {
    const row = this.#stateOf.get(id);
    const state = row && itemStates[row.state];
    const isOnItsWay = (state === "pending" || state === "failed") && row && row.stage >= asked;
    if (!row || !state || !(state === "done" || isOnItsWay)) return false;
    this.#reopen.run(id, code.review, row.stage);
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

  /** The key of an item of this run; undefined for one of another. */
  keyOf(run: number, id: number): string | undefined {
    return this.#keyOf.get(id, run)?.key;
  }

  /** What the workflow said of a finished item; null while there is nothing. */
  resultOf(run: number, key: string): Json {
    return fromText(this.#byKey.get(run, key)?.result ?? null);
  }

  /** Why items of a run were skipped, each reason once. Costs a look-up a reason, however many the items are. */
  skipReasons(run: number): string[] {
    const reasons: string[] = [];
    for (let after = ""; ; ) {
      const result = this.#nextSkip.get(run, after)?.result;
      if (!result) return reasons;
      reasons.push(fromText<{ reason: string }>(result).reason);
      after = result;
    }
  }

  failures(run: number, limit: number): { key: string; failure: Failure }[] {
    return this.#failures
      .all(run, limit)
      .map((row) => ({ key: row.key, failure: fromText<Failure>(row.failure) }));
  }
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

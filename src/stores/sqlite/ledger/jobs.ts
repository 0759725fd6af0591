import type { Database } from "bun:sqlite";
import type { Failure, Json } from "../../ledger.ts";
import type { Counters } from "./counters.ts";
import { code } from "./item-state.ts";
import { fromText, toText } from "./json.ts";

export interface JobRow {
  readonly id: number;
  readonly run: number;
  readonly stage: number;
  /** Ours: sent along as an idempotency key or metadata, so that the job is found again at the service. */
  readonly key: string;
  readonly state: "gathering" | "submitting" | "submitted" | "settled";
  /** The service's own id, once known. */
  readonly remote: string | null;
  /** Grows with each claim; what is written under an older one is not written. */
  readonly lease: number;
  /** What its items weigh together. */
  readonly weight: number;
  /** The service was asked to call it off. */
  readonly calledOff: number;
}

/** An item that waits for a job. */
export interface JobItemRow {
  readonly id: number;
  readonly key: string;
  readonly input: Json;
  readonly carry: Json;
  readonly attempts: number;
}

interface TextRow {
  readonly id: number;
  readonly key: string;
  readonly input: string;
  readonly carry: string | null;
  readonly attempts: number;
}

const toItem = (row: TextRow): JobItemRow => ({
  ...row,
  input: fromText(row.input),
  carry: fromText(row.carry),
});

/** A service ends every job within a day; what one has had on order for longer is nobody's any more, milliseconds. */
const orderedMs = 25 * 3600 * 1000;

const columns = "id, run, stage, key, state, remote, lease, weight, called_off AS calledOff";

/** Work at a service that takes hours. Its items wait, hold no lease and no slot. */
export class Jobs {
  readonly #holds;
  readonly #next;
  readonly #due;
  readonly #unjobbed;
  readonly #queued;
  readonly #queue;
  readonly #unsettled;
  readonly #hasItems;
  readonly #release;

  constructor(
    private readonly db: Database,
    private readonly actor: () => number,
    private readonly counters: Counters,
  ) {
    this.#holds = db.query("SELECT 1 FROM job WHERE id = ?1 AND owner = ?2 AND lease = ?3");
    this.#next = db.query<{ at: number | null }, [number]>(
      "SELECT min(poll_at) AS at FROM job WHERE run = ?1 AND state <> 'settled'",
    );
    this.#due = db.query(
      "SELECT 1 FROM job WHERE run = ?1 AND state <> 'settled' AND owner IS NULL AND poll_at <= ?2 LIMIT 1",
    );
    this.#queued = db.query<{ weight: number | null }, [string]>(
      "SELECT sum(weight) AS weight FROM job WHERE queue = ?1 AND queue IS NOT NULL AND state <> 'settled'",
    );
    this.#queue = db.query<{ learned: number | null; at: number; pausedUntil: number }, [string]>(
      "SELECT learned, learned_at AS at, paused_until AS pausedUntil FROM job_queue WHERE queue = ?1",
    );
    this.#unsettled = db.query<{ count: number }, [number]>(
      "SELECT count(*) AS count FROM job WHERE run = ?1 AND state <> 'settled'",
    );
    this.#hasItems = db.query(`SELECT 1 FROM item WHERE job = ?1 AND state = ${code.waiting} LIMIT 1`);
    this.#release = db.query(
      `UPDATE item SET state = 0, stage = ?3, carry = ?4, job = NULL, due_at = 0, attempts = 0
       WHERE id = ?1 AND job = ?2 AND state = ${code.waiting}`,
    );
    this.#unjobbed = db.query<{ count: number; since: number | null }, [number, number, number]>(
      `SELECT count(*) AS count, min(due_at) AS since FROM
         (SELECT due_at FROM item WHERE run = ?1 AND stage = ?2 AND state = ${code.waiting} AND job IS NULL LIMIT ?3)`,
    );
  }

  /** Items that wait at the stage for a job to be made (counted up to `limit`), and since when the first does. */
  unjobbed(run: number, stage: number, limit: number): { count: number; since: number | null } {
    return this.#unjobbed.get(run, stage, limit) ?? { count: 0, since: null };
  }

  /** A new job, held by this worker; {@link tie} gives it its items. */
  open(run: number, stage: number, key: string, at: number, queue: string | null): JobRow | undefined {
    const row = this.db
      .query<JobRow, [number, number, string, number, number, string | null]>(
        `INSERT INTO job (run, stage, key, state, owner, lease, poll_at, at, queue)
         VALUES (?1, ?2, ?3, 'gathering', ?4, 1, ?5, ?5, ?6) RETURNING ${columns}`,
      )
      .get(run, stage, key, this.actor(), at, queue);
    return row ?? undefined;
  }

  /** The first items that wait at the stage for a job to be made, with what they carry. */
  waiting(run: number, stage: number, limit: number): JobItemRow[] {
    return this.db
      .query<TextRow, [number, number, number]>(
        `SELECT id, key, input, carry, attempts FROM item
         WHERE run = ?1 AND stage = ?2 AND state = ${code.waiting} AND job IS NULL ORDER BY id LIMIT ?3`,
      )
      .all(run, stage, limit)
      .map(toItem);
  }

  /** Ties these items, which weigh so much together, to the job. */
  tieThese(job: JobRow, items: readonly number[], weight: number): void {
    const tie = this.db.query(
      `UPDATE item SET job = ?1 WHERE id = ?2 AND state = ${code.waiting} AND job IS NULL`,
    );
    for (const item of items) tie.run(job.id, item);
    this.db.query("UPDATE job SET weight = weight + ?2 WHERE id = ?1").run(job.id, weight);
  }

  /** The job is not handed over after all: its items wait for another. */
  untie(job: JobRow): void {
    this.db.query(`UPDATE item SET job = NULL WHERE job = ?1 AND state = ${code.waiting}`).run(job.id);
  }

  /** What the jobs of a queue weigh that are not settled, in all runs of the workspace. */
  queued(queue: string): number {
    return this.#queued.get(queue)?.weight ?? 0;
  }

  /** What the jobs of a run weigh that are not settled. */
  underway(run: number): number {
    return (
      this.db
        .query<{ weight: number | null }, [number]>(
          "SELECT sum(weight) AS weight FROM job WHERE run = ?1 AND state <> 'settled'",
        )
        .get(run)?.weight ?? 0
    );
  }

  /** What was found out about a queue since `since`, and until when it is left alone. */
  queueOf(queue: string, since: number): { readonly learned: number | null; readonly pausedUntil: number } {
    const row = this.#queue.get(queue);
    if (!row) return { learned: null, pausedUntil: 0 };
    return { learned: row.at >= since ? row.learned : null, pausedUntil: row.pausedUntil };
  }

  /** The queue was found at `at` to take so much, and is left alone until a moment. */
  learn(queue: string, learned: number | null, at: number, pausedUntil: number): void {
    this.db
      .query(
        "INSERT OR REPLACE INTO job_queue (queue, learned, learned_at, paused_until) VALUES (?1, ?2, ?3, ?4)",
      )
      .run(queue, learned, at, pausedUntil);
  }

  /** Jobs of the run that are not settled. */
  unsettled(run: number): number {
    return this.#unsettled.get(run)?.count ?? 0;
  }

  /** All jobs of the run are looked at now. */
  hurry(run: number, at: number): void {
    this.db.query("UPDATE job SET poll_at = ?2 WHERE run = ?1 AND state <> 'settled'").run(run, at);
  }

  /** The service was asked to call it off. */
  calledOff(job: JobRow): boolean {
    return this.#change("called_off = 1", job);
  }

  /** Ties up to `limit` of the items that wait at its stage to the job; returns how many. */
  tie(job: JobRow, limit: number): number {
    return this.db
      .query(
        `UPDATE item SET job = ?1 WHERE id IN (SELECT id FROM item
           WHERE run = ?2 AND stage = ?3 AND state = ${code.waiting} AND job IS NULL ORDER BY id LIMIT ?4)`,
      )
      .run(job.id, job.run, job.stage, limit).changes;
  }

  /** Its items are complete: it may be handed over from now on. */
  gathered(job: JobRow): boolean {
    return this.#change("state = 'submitting'", job);
  }

  /** The service has it under this id of its own; look at it at `pollAt`. */
  submitted(job: JobRow, remote: string, pollAt: number): boolean {
    return this.#change("state = 'submitted', remote = ?4, poll_at = ?5, owner = NULL", job, remote, pollAt);
  }

  /** Look again later. */
  postpone(job: JobRow, pollAt: number): boolean {
    return this.#change("poll_at = ?4, owner = NULL", job, pollAt);
  }

  /** All its items went on. */
  settle(job: JobRow): boolean {
    if (!this.#change("state = 'settled', owner = NULL", job)) return false;
    this.delivered(job);
    this.db.query("DELETE FROM job_awaits WHERE job = ?1 OR other = ?1").run(job.id);
    return true;
  }

  /**
   * Orders parts under the job with this key: those come back that it is to make. The others another job is making
   * already, and this one waits for it ({@link awaits}). The same again for a job that was not handed over after all.
   */
  order(key: string, scope: string, parts: readonly string[], now: number): Set<string> {
    const since = now - orderedMs;
    const text = JSON.stringify(parts);
    this.db
      .query(
        `INSERT INTO job_part (scope, part, job)
           SELECT ?1, value, (SELECT id FROM job WHERE key = ?2) FROM json_each(?3) WHERE true
         ON CONFLICT (scope, part) DO UPDATE SET job = excluded.job
           WHERE NOT EXISTS (SELECT 1 FROM job WHERE id = job_part.job AND state <> 'settled' AND at > ?4)`,
      )
      .run(scope, key, text, since);
    const rows = this.db
      .query<{ part: string; own: number; job: number }, [string, string, string]>(
        `SELECT part, job, job = (SELECT id FROM job WHERE key = ?2) AS own
         FROM job_part WHERE scope = ?1 AND part IN (SELECT value FROM json_each(?3))`,
      )
      .all(scope, key, text);
    this.#await(
      key,
      rows.filter(({ own }) => !own).map(({ job }) => job),
    );
    return new Set(rows.filter(({ own }) => own).map(({ part }) => part));
  }

  /** Is another job making any of these parts? */
  areOrdered(scope: string, parts: readonly string[], now: number): boolean {
    return this.#makers(scope, parts, now).length > 0;
  }

  /** The job with this key orders nothing itself, and waits for those that make any of these parts ({@link awaits}). */
  follow(key: string, scope: string, parts: readonly string[], now: number): void {
    this.#await(key, this.#makers(scope, parts, now));
  }

  /** Jobs that are making any of these parts. */
  #makers(scope: string, parts: readonly string[], now: number): number[] {
    return this.db
      .query<{ job: number }, [string, string, number]>(
        `SELECT DISTINCT job FROM job_part JOIN job ON job.id = job_part.job
         WHERE scope = ?1 AND part IN (SELECT value FROM json_each(?2)) AND job.state <> 'settled' AND job.at > ?3`,
      )
      .all(scope, JSON.stringify(parts), now - orderedMs)
      .map(({ job }) => job);
  }

  #await(key: string, others: readonly number[]): void {
    const awaits = this.db.query(
      "INSERT OR IGNORE INTO job_awaits (job, other) SELECT id, ?2 FROM job WHERE key = ?1",
    );
    for (const other of new Set(others)) awaits.run(key, other);
  }

  /** Has the job parts on order that it has not delivered? */
  orders(job: JobRow): boolean {
    return this.db.query("SELECT 1 FROM job_part WHERE job = ?1 LIMIT 1").get(job.id) !== null;
  }

  /** What it had on order is kept where everybody finds it. */
  delivered(job: JobRow): void {
    this.db.query("DELETE FROM job_part WHERE job = ?1").run(job.id);
  }

  /** Is another job still making what this one's items need? */
  awaits(job: JobRow, now: number): boolean {
    const found = this.db
      .query(
        `SELECT 1 FROM job_awaits JOIN job ON job.id = other
         WHERE job_awaits.job = ?1 AND job.state <> 'settled' AND job.at > ?2
           AND EXISTS (SELECT 1 FROM job_part WHERE job_part.job = other) LIMIT 1`,
      )
      .get(job.id, now - orderedMs);
    return found !== null;
  }

  #change(what: string, job: JobRow, ...values: (string | number)[]): boolean {
    const sql = `UPDATE job SET ${what} WHERE id = ?1 AND owner = ?2 AND lease = ?3`;
    return this.db.query(sql).run(job.id, this.actor(), job.lease, ...values).changes > 0;
  }

  /** Does this worker still hold the job? */
  holds(job: JobRow): boolean {
    return this.#holds.get(job.id, this.actor(), job.lease) !== null;
  }

  /** Takes one job that is due and that nobody is busy with. */
  claim(run: number, now: number): JobRow | undefined {
    const row = this.db
      .query<JobRow, [number, number, number]>(
        `UPDATE job SET owner = ?1, lease = lease + 1
         WHERE id = (SELECT id FROM job WHERE run = ?2 AND state <> 'settled' AND owner IS NULL AND poll_at <= ?3
                     ORDER BY poll_at LIMIT 1)
         RETURNING ${columns}`,
      )
      .get(this.actor(), run, now);
    return row ?? undefined;
  }

  /** Does any item wait for the job? */
  hasItems(job: JobRow): boolean {
    return this.#hasItems.get(job.id) !== null;
  }

  /** The items that wait for the job, with what they carry. */
  items(job: JobRow): JobItemRow[] {
    return this.db
      .query<TextRow, [number]>(
        `SELECT id, key, input, carry, attempts FROM item WHERE job = ?1 AND state = ${code.waiting} ORDER BY id`,
      )
      .all(job.id)
      .map(toItem);
  }

  /** Lets one item of the job go on at the next stage, with what the job brought. */
  release(job: JobRow, item: number, carry: unknown): void {
    const { changes } = this.#release.run(item, job.id, job.stage + 1, toText(carry));
    if (changes > 0) this.counters.move(job.run, "waiting", "pending");
  }

  /** The job brought nothing for this item: back to the stage, to be tried again at `dueAt`, or failed for good. */
  fail(job: JobRow, item: number, failure: Failure, dueAt: number | null): void {
    const state = dueAt === null ? "failed" : "pending";
    const { changes } = this.db
      .query(
        `UPDATE item SET state = ?3, failure = ?4, job = NULL, due_at = ?5, attempts = attempts + 1
         WHERE id = ?1 AND job = ?2 AND state = ${code.waiting}`,
      )
      .run(item, job.id, code[state], toText(failure), dueAt ?? 0);
    if (changes === 0) return;
    this.counters.move(job.run, "waiting", state);
    if (dueAt !== null) this.counters.add(job.run, "retried", 1);
  }

  /** Is there a job to look at that nobody is busy with? */
  isDue(run: number, now: number): boolean {
    return this.#due.get(run, now) !== null;
  }

  /** Earliest poll of an unsettled job, in ms; null when there is none. */
  nextPoll(run: number): number | null {
    return this.#next.get(run)?.at ?? null;
  }
}

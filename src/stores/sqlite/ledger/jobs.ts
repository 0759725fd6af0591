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
}

/** An item that waits for a job. */
export interface JobItemRow {
  readonly id: number;
  readonly key: string;
  readonly input: Json;
  readonly carry: Json;
  readonly attempts: number;
}

const columns = "id, run, stage, key, state, remote, lease";

/** Work at a service that takes hours. Its items wait, hold no lease and no slot. */
export class Jobs {
  readonly #holds;
  readonly #next;
  readonly #due;
  readonly #unjobbed;

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
  open(run: number, stage: number, key: string, at: number): JobRow | undefined {
    const row = this.db
      .query<JobRow, [number, number, string, number, number]>(
        `INSERT INTO job (run, stage, key, state, owner, lease, poll_at, at)
         VALUES (?1, ?2, ?3, 'gathering', ?4, 1, ?5, ?5) RETURNING ${columns}`,
      )
      .get(run, stage, key, this.actor(), at);
    return row ?? undefined;
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
    return this.#change("state = 'settled', owner = NULL", job);
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

  /** The items that wait for the job, with what they carry. */
  items(job: JobRow): JobItemRow[] {
    return this.db
      .query<{ id: number; key: string; input: string; carry: string | null; attempts: number }, [number]>(
        `SELECT id, key, input, carry, attempts FROM item WHERE job = ?1 AND state = ${code.waiting} ORDER BY id`,
      )
      .all(job.id)
      .map((row) => ({ ...row, input: fromText(row.input), carry: fromText(row.carry) }));
  }

  /** Lets one item of the job go on at the next stage, with what the job brought. */
  release(job: JobRow, item: number, carry: unknown): void {
    const { changes } = this.db
      .query(
        `UPDATE item SET state = 0, stage = ?3, carry = ?4, job = NULL, due_at = 0, attempts = 0
         WHERE id = ?1 AND job = ?2 AND state = ${code.waiting}`,
      )
      .run(item, job.id, job.stage + 1, toText(carry));
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

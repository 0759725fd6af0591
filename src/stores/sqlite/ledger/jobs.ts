import type { Database } from "bun:sqlite";
import { type ClaimedItem, type Failure, itemStates } from "../../ledger.ts";
import type { Counters } from "./counters.ts";
import { fromText, toText } from "./json.ts";

const waiting = itemStates.indexOf("waiting");
const leased = itemStates.indexOf("leased");
const failed = itemStates.indexOf("failed");

export interface JobRow {
  readonly id: number;
  readonly run: number;
  readonly stage: number;
  /** Ours: sent along as an idempotency key or metadata, so that the job is found again at the service. */
  readonly key: string;
  readonly state: "submitting" | "submitted" | "settled";
  /** The service's own id, once known. */
  readonly remote: string | null;
  readonly lease: number;
}

/** Work at a service that takes hours. Its items wait, hold no lease and no slot. */
export class Jobs {
  constructor(
    private readonly db: Database,
    private readonly actor: () => number,
    private readonly counters: Counters,
  ) {}

  /**
   * Writes the job before it is submitted and ties the claimed items to it, which wait from now on. Items whose
   * lease was lost stay out; the numbers of the rest are returned.
   */
  open(
    run: number,
    stage: number,
    key: string,
    items: readonly ClaimedItem[],
    carries: readonly unknown[],
    at: number,
  ) {
    const job = this.db
      .query<{ id: number }, [number, number, string, number, number]>(
        `INSERT INTO job (run, stage, key, state, owner, lease, poll_at, at)
         VALUES (?1, ?2, ?3, 'submitting', ?4, 1, ?5, ?5) RETURNING id`,
      )
      .get(run, stage, key, this.actor(), at);
    const tie = this.db.query(
      `UPDATE item SET state = ${waiting}, stage = ?1, job = ?2, carry = ?3, owner = NULL, alone = NULL
       WHERE id = ?4 AND owner = ?5 AND lease = ?6 AND state = ${leased}`,
    );
    const tied: ClaimedItem[] = [];
    for (const [index, item] of items.entries()) {
      const { changes } = tie.run(
        stage,
        job?.id ?? 0,
        toText(carries[index]),
        item.id,
        this.actor(),
        item.lease,
      );
      if (changes === 0) continue;
      tied.push(item);
      this.counters.move(run, "leased", "waiting");
    }
    return { id: job?.id ?? 0, tied };
  }

  /** The service has it. */
  submitted(id: number, remote: string, pollAt: number): void {
    this.db
      .query("UPDATE job SET state = 'submitted', remote = ?2, poll_at = ?3 WHERE id = ?1 AND owner = ?4")
      .run(id, remote, pollAt, this.actor());
  }

  /** Look again later. */
  postpone(id: number, pollAt: number): void {
    this.db.query("UPDATE job SET poll_at = ?2, owner = NULL WHERE id = ?1").run(id, pollAt);
  }

  /** Takes one job that is due and that nobody is busy with. */
  claim(run: number, now: number): JobRow | undefined {
    const row = this.db
      .query<JobRow, [number, number, number]>(
        `UPDATE job SET owner = ?1, lease = lease + 1
         WHERE id = (SELECT id FROM job WHERE run = ?2 AND state <> 'settled' AND owner IS NULL AND poll_at <= ?3
                     ORDER BY poll_at LIMIT 1)
         RETURNING id, run, stage, key, state, remote, lease`,
      )
      .get(this.actor(), run, now);
    return row ?? undefined;
  }

  /** The items that wait for the job, with what they carry. */
  items(job: number): { id: number; key: string; input: unknown; carry: unknown }[] {
    return this.db
      .query<{ id: number; key: string; input: string; carry: string | null }, [number]>(
        `SELECT id, key, input, carry FROM item WHERE job = ?1 AND state = ${waiting} ORDER BY id`,
      )
      .all(job)
      .map((row) => ({ ...row, input: fromText(row.input), carry: fromText(row.carry) }));
  }

  /** Lets one item of the job go on at the next stage, with what the job brought. */
  release(run: number, item: number, stage: number, carry: unknown): void {
    const { changes } = this.db
      .query(
        `UPDATE item SET state = 0, stage = ?2, carry = ?3, job = NULL, due_at = 0, attempts = 0
         WHERE id = ?1 AND state = ${waiting}`,
      )
      .run(item, stage, toText(carry));
    if (changes > 0) this.counters.move(run, "waiting", "pending");
  }

  /** The job brought nothing for this item: back to the stage when it may be tried again, else failed. */
  fail(run: number, item: number, failure: Failure, again: boolean): void {
    const { changes } = this.db
      .query(
        `UPDATE item SET state = CASE WHEN ?3 AND attempts < 4 THEN 0 ELSE ${failed} END, failure = ?2, job = NULL,
           due_at = 0, attempts = attempts + 1 WHERE id = ?1 AND state = ${waiting}`,
      )
      .run(item, toText(failure), again ? 1 : 0);
    if (changes === 0) return;
    const row = this.db.query<{ state: number }, [number]>("SELECT state FROM item WHERE id = ?1").get(item);
    this.counters.move(run, "waiting", row?.state === failed ? "failed" : "pending");
  }

  settle(id: number): void {
    this.db.query("UPDATE job SET state = 'settled', owner = NULL WHERE id = ?1").run(id);
  }

  /** Earliest poll of an unsettled job, in ms; null when there is none. */
  nextPoll(run: number): number | null {
    return (
      this.db
        .query<{ at: number | null }, [number]>(
          "SELECT min(poll_at) AS at FROM job WHERE run = ?1 AND state <> 'settled'",
        )
        .get(run)?.at ?? null
    );
  }
}

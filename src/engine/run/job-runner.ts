import pLimit from "p-limit";
import type { RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import type { JobItemRow, JobRow } from "../../stores/sqlite/ledger/jobs.ts";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import type { Job, JobItem, StageContext } from "../flow/stage.ts";
import type { Workflow } from "../workflows/workflow.ts";
import { failedOutcome } from "./failure.ts";
import { backOffMs } from "./retry.ts";

/** Services that are spoken to at once; one that is slow to answer holds up nothing but its own job. */
const conversations = 4;
/** Items changed in one transaction. */
const group = 500;

export interface JobRunnerHost {
  readonly ledger: Ledger;
  readonly run: RunRow;
  readonly workflow: Workflow<object>;
  readonly context: StageContext;
  /** Is any item still on its way to the stage, in this worker or another? */
  expectsMore(stage: number): boolean;
  /** The service refuses for good, and asking again would cost: the run is stopped with this reason. */
  stopRun(error: unknown, stage: string): Promise<void>;
  /** An error that ends the worker. */
  fatal(error: unknown): void;
  wake(): void;
}

/**
 * Runs the job stages. Items wait for one in the ledger; when there are enough, or nobody else comes, a job is
 * written with its items tied to it, and only then submitted. A crash in between is mended by asking the service
 * for the job's key, so that nothing is submitted twice and nothing is lost.
 */
export class JobRunner {
  readonly #limit = pLimit(conversations);

  constructor(private readonly host: JobRunnerHost) {}

  /** Jobs that are being talked about with their service now. */
  get active(): number {
    return this.#limit.activeCount + this.#limit.pendingCount;
  }

  /** Makes jobs of what waits, and starts what is due. Services are not waited for. */
  async tend(): Promise<void> {
    const { ledger, run } = this.host;
    for (const [stage, job] of this.host.workflow.stages.entries()) {
      if (job.kind !== "job") continue;
      while (this.active < conversations && this.#isTime(stage, job)) {
        const row = await this.#gather(stage, job);
        if (row) this.#begin(row);
      }
    }
    while (this.active < conversations) {
      if (!ledger.jobs.isDue(run.id, ledger.now())) return;
      const row = await ledger.write(() => ledger.jobs.claim(run.id, ledger.now()));
      if (!row) return;
      this.#begin(row);
    }
  }

  /** Does a full job wait, or one that nobody else will join? */
  #isTime(stage: number, job: Job<object>): boolean {
    const { ledger, run } = this.host;
    const { count, since } = ledger.jobs.unjobbed(run.id, stage, job.maxItems);
    if (count === 0 || since === null) return false;
    return count >= job.maxItems || ledger.now() - since >= job.waitMs || !this.host.expectsMore(stage);
  }

  /** Writes a job with its items. A crash on the way leaves a smaller job, no lost items. */
  async #gather(stage: number, job: Job<object>): Promise<JobRow | undefined> {
    const { ledger, run } = this.host;
    const key = `lote-${crypto.randomUUID()}`;
    const row = await ledger.write(() => ledger.jobs.open(run.id, stage, key, ledger.now()));
    if (!row) return undefined;
    for (let room = job.maxItems; room > 0; room -= group) {
      const tied = await ledger.write(() => ledger.jobs.tie(row, Math.min(group, room)));
      if (tied < group) break;
    }
    return row;
  }

  #begin(row: JobRow): void {
    void this.#limit(() => this.#advance(row)).then(
      () => this.host.wake(),
      (error) => this.host.fatal(error),
    );
  }

  async #advance(row: JobRow): Promise<void> {
    const { ledger, context } = this.host;
    const job = this.host.workflow.stages[row.stage];
    if (job?.kind !== "job") return;
    try {
      if (row.state === "gathering") {
        if (!(await this.#isWorthSubmitting(row))) return;
        return await this.#submit(job, row);
      }
      if (row.remote === null) {
        // The process died between writing and submitting: did the service get it?
        const remote = await job.find(row.key, context);
        if (remote === undefined) return await this.#submit(job, row);
        await ledger.write(() => ledger.jobs.submitted(row, remote, ledger.now()), { durable: true });
        return;
      }
      const state = await job.poll(row.remote, context);
      if (state.state === "unknown") return await this.#submit(job, row);
      if (state.state === "ended") return await this.#settle(job, row, row.remote);
      await ledger.write(() => ledger.jobs.postpone(row, dueAfter(ledger, state.pollAfterMs)));
    } catch (error) {
      await this.#failed(job, row, error);
    }
  }

  /** All its items were tied: from now on the service may know it. */
  #isWorthSubmitting(row: JobRow): Promise<boolean> {
    const { ledger } = this.host;
    return ledger.write(
      () => {
        if (ledger.jobs.items(row).length > 0) return ledger.jobs.gathered(row);
        ledger.jobs.settle(row);
        return false;
      },
      { durable: true },
    );
  }

  async #submit(job: Job<object>, row: JobRow): Promise<void> {
    const { ledger, context } = this.host;
    const items = ledger.jobs.items(row);
    let answer: { remote: string; pollAfterMs: number };
    try {
      answer = await job.submit(
        row.key,
        items.map((item) => this.#jobItem(item)),
        context,
      );
    } catch (error) {
      const known = toLoteError(error);
      if (known.retry === "transient" || context.signal.aborted) throw error;
      // It was refused: nothing is at the service, and each item says why.
      await this.#finish(job, row, items, () => known);
      return;
    }
    const { remote, pollAfterMs } = answer;
    await ledger.write(() => ledger.jobs.submitted(row, remote, dueAfter(ledger, pollAfterMs)), {
      durable: true,
    });
  }

  async #settle(job: Job<object>, row: JobRow, remote: string): Promise<void> {
    const items = this.host.ledger.jobs.items(row);
    const results = await job.settle(
      remote,
      items.map((item) => this.#jobItem(item)),
      this.host.context,
    );
    await this.#finish(job, row, items, ({ key }) => results.get(key) ?? new LoteError("no-answer"));
  }

  /** Lets the items go on with their results, or fail with their errors, in groups; then the job is settled. */
  async #finish(
    job: Job<object>,
    row: JobRow,
    items: readonly JobItemRow[],
    resultOf: (item: JobItemRow) => object | Error,
  ): Promise<void> {
    const { ledger, workflow } = this.host;
    for (let from = 0; from < items.length; from += group) {
      const held = await ledger.write(
        () => {
          if (!ledger.jobs.holds(row)) return false;
          for (const item of items.slice(from, from + group)) {
            const result = resultOf(item);
            if (result instanceof Error) {
              const outcome = failedOutcome(result, job.name, item, ledger.now());
              ledger.jobs.fail(row, item.id, outcome.failure, outcome.to === "retry" ? outcome.dueAt : null);
            } else {
              ledger.jobs.release(row, item.id, workflow.carry({ ...this.#jobItem(item).travel, ...result }));
            }
          }
          return true;
        },
        { durable: true },
      );
      if (!held) return;
    }
    await ledger.write(() => ledger.jobs.settle(row));
  }

  /** A service that fails for the moment is asked again later; the job itself stays. */
  async #failed(job: Job<object>, row: JobRow, error: unknown): Promise<void> {
    const { ledger, context } = this.host;
    const known = toLoteError(error);
    const wait = context.signal.aborted ? 0 : backOffMs(2, known.retryAfterMs);
    await ledger.write(() => {
      if (!context.signal.aborted) context.note("job-delayed", { detail: known.message });
      ledger.jobs.postpone(row, ledger.now() + wait);
    });
    if (known.retry === "permanent" && !context.signal.aborted) await this.host.stopRun(known, job.name);
  }

  #jobItem(row: JobItemRow): JobItem<object> {
    const travel = this.host.workflow.begin({
      ...row,
      run: this.host.run.id,
      parent: null,
      stage: 0,
      lease: 0,
      aloneDeaths: null,
    });
    return { key: row.key, input: row.input, travel };
  }
}

/** Whole milliseconds, and never at once: a service that says 0 is not asked without end. */
function dueAfter(ledger: Ledger, ms: number): number {
  return ledger.now() + Math.max(50, Math.ceil(Number.isFinite(ms) ? ms : 0));
}

import pLimit from "p-limit";
import type { RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import type { JobItemRow, JobRow } from "../../stores/sqlite/ledger/jobs.ts";
import type { Cost } from "../../stores/sqlite/ledger/money.ts";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import { type Job, type JobItem, OverQueue, type StageContext } from "../flow/stage.ts";
import type { Workflow } from "../workflows/workflow.ts";
import { failedOutcome } from "./failure.ts";
import { JobQueues } from "./job-queues.ts";
import { backOffMs } from "./retry.ts";

/** Services that are spoken to at once; one that is slow to answer holds up nothing but its own job. */
const conversations = 4;
/** Jobs are large, and all of their items in memory while they are handed over: one at a time. */
const assembling = pLimit(1);
/** Items changed in one transaction. */
const group = 500;
/** A job that the cap leaves no room for looks again after so long, milliseconds. */
const roomAgainMs = 10_000;
/** A job that ended, and whose items need what another one is making, looks again after so long, milliseconds. */
const othersAgainMs = 10_000;

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
  readonly #queues: JobQueues;

  constructor(private readonly host: JobRunnerHost) {
    this.#queues = new JobQueues(host.ledger, host.workflow.name);
  }

  /** Jobs that are being talked about with their service now. */
  get active(): number {
    return this.#limit.activeCount + this.#limit.pendingCount;
  }

  /** Makes jobs of what waits, and starts what is due. Services are not waited for. */
  async tend(): Promise<void> {
    for (const [stage, job] of this.host.workflow.stages.entries()) {
      if (job.kind !== "job") continue;
      while (this.active < conversations && this.#isTime(stage, job)) {
        const row = await this.#gather(stage, job);
        if (!row) break;
        this.#begin(row, (job) => this.#advance(job, row));
      }
    }
    await this.#claimDue((job, row) => this.#advance(job, row));
  }

  /** The run is over: services are asked to call off what they have of it, and what they did of it is taken. */
  async callOff(): Promise<void> {
    await this.#claimDue((job, row) => this.#callOff(job, row));
  }

  async #claimDue(advance: (job: Job<object>, row: JobRow) => Promise<void>): Promise<void> {
    const { ledger, run } = this.host;
    while (this.active < conversations) {
      if (!ledger.jobs.isDue(run.id, ledger.now())) return;
      const row = await ledger.write(() => ledger.jobs.claim(run.id, ledger.now()));
      if (!row) return;
      this.#begin(row, (job) => advance(job, row));
    }
  }

  /** Does a full job wait, or one that nobody else will join? */
  #isTime(stage: number, job: Job<object>): boolean {
    const { ledger, run } = this.host;
    const { count, since } = ledger.jobs.unjobbed(run.id, stage, job.maxItems);
    if (count === 0 || since === null || !this.#queues.hasRoom(job)) return false;
    return count >= job.maxItems || ledger.now() - since >= job.waitMs || !this.host.expectsMore(stage);
  }

  /** Writes a job with its items. A crash on the way leaves a smaller job, no lost items. */
  async #gather(stage: number, job: Job<object>): Promise<JobRow | undefined> {
    const { ledger, run } = this.host;
    const key = `lote-${crypto.randomUUID()}`;
    const queue = this.#queues.nameOf(job);
    const row = await ledger.write(() => ledger.jobs.open(run.id, stage, key, ledger.now(), queue));
    if (!row) return undefined;
    if (job.weigh) {
      await this.#tieWeighed(row, job);
      return row;
    }
    for (let room = job.maxItems; room > 0; room -= group) {
      const tied = await ledger.write(() => ledger.jobs.tie(row, Math.min(group, room)));
      if (tied < group) break;
    }
    return row;
  }

  /** As many as fit into the job and into what the service takes at a time. */
  async #tieWeighed(row: JobRow, job: Job<object>): Promise<void> {
    const { ledger, run } = this.host;
    const share = this.#queues.shareOf(job);
    let taken = { items: 0, weight: 0, parts: 0 };
    for (;;) {
      const waiting = ledger.jobs.waiting(run.id, row.stage, Math.min(group, job.maxItems - taken.items));
      const weighed = waiting.map((row) => {
        const item = this.#jobItem(row);
        return {
          id: row.id,
          weight: Math.max(0, job.weigh?.(item) ?? 0),
          parts: job.parts?.(item) ?? 1,
        };
      });
      const before = taken;
      const fitting = await ledger.write(() => {
        const fitting = this.#queues.fitting(job, weighed, before, share);
        const weight = fitting.reduce((sum, one) => sum + one.weight, 0);
        const ids = fitting.map(({ id }) => id);
        if (ids.length > 0) ledger.jobs.tieThese(row, ids, weight);
        return { items: ids.length, weight, parts: fitting.reduce((sum, one) => sum + one.parts, 0) };
      });
      taken = {
        items: taken.items + fitting.items,
        weight: taken.weight + fitting.weight,
        parts: taken.parts + fitting.parts,
      };
      if (fitting.items === 0 || fitting.items < weighed.length || taken.items >= job.maxItems) return;
    }
  }

  #begin(row: JobRow, advance: (job: Job<object>) => Promise<void>): void {
    const job = this.host.workflow.stages[row.stage];
    if (job?.kind !== "job") return;
    void this.#limit(() => advance(job)).then(
      () => this.host.wake(),
      (error) => this.host.fatal(error),
    );
  }

  async #advance(job: Job<object>, row: JobRow): Promise<void> {
    const { ledger, context } = this.host;
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
      switch (state.state) {
        case "unknown":
          return await this.#submit(job, row);
        case "ended":
          if (ledger.jobs.awaits(row, ledger.now())) return await this.#deliver(job, row, row.remote);
          return await this.#settle(job, row, row.remote);
        case "refused":
          return await this.#refused(job, row, toLoteError(state.reason));
        case "over-queue":
          return await this.#overQueue(job, row, state.limit);
        case "running":
          await ledger.write(() => ledger.jobs.postpone(row, dueAfter(ledger, state.pollAfterMs)));
      }
    } catch (error) {
      await this.#failed(job, row, error);
    }
  }

  /** Nothing of it was worked on, and asking again for the same would not help. */
  async #refused(job: Job<object>, row: JobRow, known: LoteError): Promise<void> {
    const { ledger } = this.host;
    await ledger.write(() => ledger.spending.release(row.key));
    if (known.stopsRun) throw known;
    await this.#finish(job, row, ledger.jobs.items(row), { of: () => known });
  }

  /** The service takes less at a time than was thought: the items wait for a smaller job, or for room. */
  async #overQueue(job: Job<object>, row: JobRow, told: number | undefined): Promise<void> {
    const { ledger } = this.host;
    const items = ledger.jobs.items(row);
    if (items.length === 1 && told !== undefined && row.weight > told) {
      const data = { model: job.name, host: this.#queues.nameOf(job), detail: `${row.weight} > ${told}` };
      return this.#refused(job, row, new LoteError("request-refused", data));
    }
    await ledger.write(
      () => {
        this.#queues.learn(job, row, told);
        this.#drop(row, true);
      },
      { durable: true },
    );
  }

  /** Called inside a transaction: the job is at an end, and its items wait as before. */
  #drop(row: JobRow, isUnpaid: boolean): void {
    const { jobs, spending } = this.host.ledger;
    jobs.untie(row);
    if (!jobs.settle(row)) return;
    if (isUnpaid) spending.release(row.key);
    else spending.lose(row.key);
  }

  async #callOff(job: Job<object>, row: JobRow): Promise<void> {
    const { ledger, context } = this.host;
    const drop = (isUnpaid: boolean) => ledger.write(() => this.#drop(row, isUnpaid), { durable: true });
    try {
      if (row.state === "gathering") return await drop(true);
      const remote = row.remote ?? (await job.find(row.key, context));
      if (remote === undefined) return await drop(true);
      // What cannot be called off is paid for, and nobody waits for it.
      if (!job.cancel) return await drop(false);
      if (row.remote === null) {
        await ledger.write(() => ledger.jobs.submitted(row, remote, ledger.now()), { durable: true });
        return;
      }
      if (!row.calledOff) {
        await job.cancel(remote, context);
        await ledger.write(() => ledger.jobs.calledOff(row));
      }
      const state = await job.poll(remote, context);
      if (state.state === "ended") return await this.#settle(job, row, remote);
      if (state.state !== "running") return await drop(true);
      await ledger.write(() => ledger.jobs.postpone(row, dueAfter(ledger, state.pollAfterMs)));
    } catch (error) {
      const known = toLoteError(error);
      if (known.retry === "permanent" && !context.signal.aborted) return await drop(false);
      await this.#postpone(row, known);
    }
  }

  /** All its items were tied: from now on the service may know it. */
  #isWorthSubmitting(row: JobRow): Promise<boolean> {
    const { ledger } = this.host;
    return ledger.write(
      () => {
        if (ledger.jobs.hasItems(row)) return ledger.jobs.gathered(row);
        ledger.jobs.settle(row);
        return false;
      },
      { durable: true },
    );
  }

  #submit(job: Job<object>, row: JobRow): Promise<void> {
    return assembling(() => this.#assemble(job, row));
  }

  async #assemble(job: Job<object>, row: JobRow): Promise<void> {
    const { ledger, context } = this.host;
    context.signal.throwIfAborted();
    const rows = ledger.jobs.items(row);
    const items = rows.map((item) => this.#jobItem(item));
    if (!(await this.#reserve(job, row, items))) return;
    let answer: { remote: string; pollAfterMs: number };
    try {
      answer = await job.submit(row.key, items, context);
    } catch (error) {
      if (error instanceof OverQueue) return await this.#overQueue(job, row, error.limit);
      const known = toLoteError(error);
      if (known.retry === "transient" || context.signal.aborted) throw error;
      // It was refused: nothing is at the service, and each item says why.
      return await this.#refused(job, row, known);
    }
    const { remote, pollAfterMs } = answer;
    await ledger.write(() => ledger.jobs.submitted(row, remote, dueAfter(ledger, pollAfterMs)), {
      durable: true,
    });
  }

  /**
   * Journals the most that the job may cost, under its own key: what was reserved by a worker that died is found again.
   * False when it must wait until another job of the run has turned out cheaper than its worst.
   *
   * @throws LoteError `max-cost`, `price-unknown`, which stop the run
   */
  async #reserve(job: Job<object>, row: JobRow, items: readonly JobItem<object>[]): Promise<boolean> {
    const worstUsd = job.worstUsd?.(items);
    if (worstUsd === undefined) return true;
    if (!(worstUsd >= 0 && Number.isFinite(worstUsd))) {
      throw new LoteError("price-unknown", { detail: job.name });
    }
    const { ledger, run } = this.host;
    const call = { key: row.key, run: run.id, item: null, service: job.name, reservedUsd: worstUsd };
    const cap = ledger.runs.get(run.id)?.policy.maxCostUsd;
    const found = await ledger.write(() => ledger.spending.reserve(call, cap), { durable: true });
    if (found.state !== "over-cap") return true;
    if (ledger.spending.owners(run.id).length > 0) {
      await ledger.write(() => ledger.jobs.postpone(row, dueAfter(ledger, roomAgainMs)));
      return false;
    }
    const data = { spent: found.usd.toFixed(4), cap: String(cap ?? 0), run: run.name };
    throw new LoteError("max-cost", data);
  }

  /** Its items need what another job is making: its own part is kept at once, so that nobody waits in a circle. */
  async #deliver(job: Job<object>, row: JobRow, remote: string): Promise<void> {
    const { ledger, context } = this.host;
    if (ledger.jobs.orders(row)) {
      const items = ledger.jobs.items(row).map((item) => this.#jobItem(item));
      await job.settle(remote, items, context);
    }
    await ledger.write(() => {
      ledger.jobs.delivered(row);
      ledger.jobs.postpone(row, dueAfter(ledger, othersAgainMs));
    });
  }

  async #settle(job: Job<object>, row: JobRow, remote: string): Promise<void> {
    const rows = this.host.ledger.jobs.items(row);
    const items = rows.map((item) => this.#jobItem(item));
    const { results, cost } = await job.settle(remote, items, this.host.context);
    const of = ({ key }: JobItemRow) => results.get(key) ?? new LoteError("no-answer");
    await this.#finish(job, row, rows, { of, cost: cost ?? { usd: 0, tokensIn: 0, tokensOut: 0 } });
  }

  /** Lets the items go on with their results, or fail with their errors, in groups; then the job is settled. */
  async #finish(
    job: Job<object>,
    row: JobRow,
    items: readonly JobItemRow[],
    brought: { readonly of: (item: JobItemRow) => object | Error; readonly cost?: Cost },
  ): Promise<void> {
    const { ledger, workflow } = this.host;
    for (let from = 0; from < items.length; from += group) {
      const held = await ledger.write(
        () => {
          if (!ledger.jobs.holds(row)) return false;
          for (const item of items.slice(from, from + group)) {
            const result = brought.of(item);
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
    await ledger.write(
      () => {
        if (ledger.jobs.settle(row) && brought.cost) ledger.spending.settle(row.key, brought.cost);
      },
      { durable: true },
    );
  }

  /** A service that fails for the moment is asked again later; the job itself stays. */
  async #failed(job: Job<object>, row: JobRow, error: unknown): Promise<void> {
    const { context } = this.host;
    const known = toLoteError(error);
    await this.#postpone(row, known);
    if (known.retry === "permanent" && !context.signal.aborted) await this.host.stopRun(known, job.name);
  }

  async #postpone(row: JobRow, known: LoteError): Promise<void> {
    const { ledger, context } = this.host;
    const wait = context.signal.aborted ? 0 : backOffMs(2, known.retryAfterMs);
    await ledger.write(() => {
      if (!context.signal.aborted) context.note("job-delayed", { detail: known.message });
      ledger.jobs.postpone(row, ledger.now() + wait);
    });
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
    return { key: row.key, attempts: row.attempts, input: row.input, travel };
  }
}

/** Whole milliseconds, and never at once: a service that says 0 is not asked without end. */
function dueAfter(ledger: Ledger, ms: number): number {
  return ledger.now() + Math.max(50, Math.ceil(Number.isFinite(ms) ? ms : 0));
}

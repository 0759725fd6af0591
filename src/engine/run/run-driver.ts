import type { InFlight } from "../../stores/files/in-flight.ts";
import type { ClaimedItem, Commit, Counts, Failure, RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import { Pipeline, Released, StageFailure } from "../flow/pipeline.ts";
import type { StageContext } from "../flow/stage.ts";
import type { Workflow } from "../workflows/workflow.ts";
import { failedOutcome, toFailure } from "./failure.ts";
import { JobRunner } from "./job-runner.ts";
import { Outbox } from "./outbox.ts";
import { exceedsMaxErrors } from "./policy.ts";
import { revertStage, Settler, settleStage } from "./settle.ts";
import { SourceReader } from "./source-reader.ts";
import { WholeRunRunner } from "./whole-run-runner.ts";

/** Items are claimed in groups of at most so many. */
const claimGroup = 256;
/** New items of one transaction: about 10 ms. */
const insertGroup = 2048;
/** So many claimed items keep a pipeline of cheap stages busy between two transactions. */
const leastWindow = 512;
/** The source is not read further ahead of the work than this; what is ahead is on the disk, not in memory. */
const backlogLimit = 50_000;
/** So many workers may die while an item runs alone; then it is set aside. */
const aloneLimit = 3;
/** How often to look for work that somebody else may have made. */
const lookAgainMs = 100;

export interface DriverOptions {
  readonly ledger: Ledger;
  readonly run: RunRow;
  readonly workflow: Workflow<object>;
  readonly inFlight: InFlight;
  /** Aborted to end what is in flight at once. */
  readonly abort: AbortController;
  /** There is something to write. */
  readonly wake: () => void;
}

/** Drives one run in one worker: source → claim → stages → commit. All its writes happen in {@link write}. */
export class RunDriver {
  readonly run: RunRow;
  readonly #ledger: Ledger;
  readonly #workflow: Workflow<object>;
  readonly #pipeline: Pipeline<object>;
  readonly #settler: Settler<object>;
  readonly #outbox: Outbox;
  readonly #context: StageContext;
  readonly #wholeRun: WholeRunRunner;
  readonly #jobs: JobRunner;
  readonly #window: number;
  #source: SourceReader | undefined;
  #sourceDone: boolean;
  #active = 0;
  #claiming = true;
  #tending = false;
  /** Failures from before this worker took the run up: going on after too many of them is the person's word. */
  readonly #failedBefore: number;
  #lookAt = 0;
  #askForSourceAt = 0;
  #fatal: unknown;

  constructor(private readonly options: DriverOptions) {
    const { run, ledger, workflow, inFlight, abort } = options;
    this.run = run;
    this.#ledger = ledger;
    this.#workflow = workflow;
    this.#sourceDone = run.sourceDone;
    this.#failedBefore = ledger.counters.counts(run.id).failed;
    this.#outbox = new Outbox(options.wake);
    this.#context = {
      signal: abort.signal,
      note: (code, data = {}) => ledger.events.add(run.id, { type: "note", code, data }),
    };
    this.#pipeline = new Pipeline(workflow.stages, this.#context, {
      inside: (item, stage, entered, ms) => {
        if (entered) inFlight.enter(item.id);
        else inFlight.leave(item.id);
        ledger.counters.stage(
          run.id,
          workflow.stages[stage]?.name ?? "",
          entered ? 1 : 0,
          entered ? 0 : 1,
          ms,
        );
      },
    });
    this.#window = Math.max(leastWindow, this.#pipeline.capacity);
    const commit = (commit: Commit) => this.#commit(commit);
    this.#settler = new Settler(workflow, ledger, run.policy, commit);
    this.#wholeRun = new WholeRunRunner(workflow, ledger, run, this.#context);
    this.#jobs = new JobRunner(workflow, ledger, run, this.#context, () => this.#active, options.wake);
  }

  /** Does the next transaction have something to do for this run? */
  get wantsWrite(): boolean {
    return this.#outbox.isDue || this.#wantsItems || this.#sourceIsReady;
  }

  get #wantsItems(): boolean {
    return this.#claiming && this.#active <= this.#window - claimGroup && performance.now() >= this.#lookAt;
  }

  get #sourceIsReady(): boolean {
    if (!this.#claiming || this.#sourceDone) return false;
    return this.#source ? this.#source.isDue : performance.now() >= this.#askForSourceAt;
  }

  /** Items that this worker is busy with. */
  get active(): number {
    return this.#active;
  }

  /** An error that ends the worker: the disk is full, the ledger is damaged. */
  get fatal(): unknown {
    return this.#fatal;
  }

  /** The part of the worker's transaction that concerns this run; what it returns is called after the commit. */
  write(): () => void {
    const afterOutbox = this.#outbox.drain(this.#ledger);
    const afterSource = this.#readSource();
    const claimed = this.#wantsItems ? this.#claim() : [];
    return () => {
      afterOutbox();
      afterSource();
      for (const item of claimed) void this.#work(item);
    };
  }

  #readSource(): () => void {
    if (this.#sourceDone || !this.#claiming) return () => undefined;
    if (!this.#source) {
      this.#askForSourceAt = performance.now() + lookAgainMs;
      if (!this.#ledger.runs.ownSource(this.run.id, this.#ledger.actor)) return () => undefined;
      this.#source = new SourceReader(this.#workflow.items(this.#context), this.options.wake);
      this.#source.start();
      return () => undefined;
    }
    const source = this.#source;
    if (source.failure !== undefined) {
      this.#stopRun(toFailure(source.failure, "source"));
      return () => undefined;
    }
    const counts = this.#ledger.counters.counts(this.run.id);
    const items = counts.pending > backlogLimit ? [] : source.ready.slice(0, insertGroup);
    if (items.length > 0 && this.#ledger.items.insert(this.run.id, items) > 0) this.#lookAt = 0;
    if (source.isDone) {
      this.#ledger.runs.closeSource(this.run.id);
      this.#sourceDone = true;
      this.#lookAt = 0;
    }
    return () => source.taken(items.length);
  }

  #claim(): ClaimedItem[] {
    const { items, now } = this.#ledger;
    if (items.hasAlone(this.run.id)) {
      // What may have killed a worker runs with nothing beside it.
      const item = this.#active === 0 ? items.claimAlone(this.run.id) : undefined;
      this.#lookAt = performance.now() + 5;
      return item ? [item] : [];
    }
    const claimed = items.claim(this.run.id, now(), claimGroup);
    if (claimed.length < claimGroup) {
      const due = items.nextDue(this.run.id);
      const wait = due === null ? lookAgainMs : Math.min(Math.max(due - now(), 1), lookAgainMs);
      this.#lookAt = performance.now() + wait;
    }
    return claimed;
  }

  async #work(item: ClaimedItem): Promise<void> {
    this.#active++;
    try {
      await this.#process(item);
    } catch (error) {
      // Nothing an item does may reach here; what does is ours or the ledger's.
      this.#fatal ??= error;
    } finally {
      this.#active--;
      this.options.inFlight.leave(item.id);
      this.options.wake();
    }
  }

  async #process(item: ClaimedItem): Promise<void> {
    const commit = (commit: Omit<Commit, "item">) => this.#commit({ item, ...commit });
    if ((item.aloneDeaths ?? 0) >= aloneLimit) {
      const poison = new LoteError("poison", { times: aloneLimit, run: this.run.name });
      await commit({
        saves: [],
        outcome: { to: "failed", failure: toFailure(poison, this.#stageName(item.stage)) },
      });
      return;
    }
    try {
      const start = this.#workflow.begin(item);
      if (item.stage === revertStage) return await this.#settler.revert(item);
      if (item.stage === settleStage) return await this.#settler.settle(item, start);
      const arrival = await this.#pipeline.travel(item, start);
      const { travel, saves, children } = arrival;
      if (arrival.at === "skip") {
        await commit({ saves, children, outcome: { to: "skipped", reason: arrival.reason } });
      } else if (arrival.at === "end") {
        await this.#settler.settle(item, travel, { saves, children });
      } else if (this.#workflow.stages[arrival.stage]?.kind === "job") {
        const joined = await this.#jobs.add(arrival.stage, item, travel, { saves, children });
        if (!joined) await commit({ saves, children, outcome: { to: "pending", stage: null, carry: null } });
      } else {
        const carry = this.#workflow.carry(travel);
        await commit({ saves, children, outcome: { to: "waiting", stage: arrival.stage, carry } });
      }
    } catch (error) {
      // What earlier stages worked out is kept: only the rest is done again.
      const finished = error instanceof StageFailure || error instanceof Released ? error.saves : [];
      if (error instanceof Released || this.options.abort.signal.aborted) {
        await commit({ saves: finished, outcome: { to: "pending", stage: null, carry: null } });
        return;
      }
      const stage = error instanceof StageFailure ? error.stage : this.#stageName(item.stage);
      const cause = error instanceof StageFailure ? error.cause : error;
      const outcome = failedOutcome(cause, stage, item, this.#ledger.now());
      if (outcome.to === "failed" && outcome.failure.code === "disk-full") this.#fatal ??= cause;
      else await commit({ saves: finished, outcome });
    }
  }

  #commit(commit: Commit): Promise<{ held: boolean; effectId?: number }> {
    // Alone means that nothing else happens until this is written.
    const urgent = commit.item.aloneDeaths !== null;
    return this.#outbox.add(urgent, {
      ...commit,
      orElse: (error) => {
        const outcome = failedOutcome(
          error,
          this.#stageName(commit.item.stage),
          commit.item,
          this.#ledger.now(),
        );
        if (outcome.to === "failed" && outcome.failure.code === "disk-full") throw error;
        return outcome;
      },
    });
  }

  #stageName(stage: number): string {
    if (stage === settleStage) return "apply";
    if (stage === revertStage) return "undo";
    return this.#workflow.stages[stage]?.name ?? "start";
  }

  /**
   * Work that belongs to no single item: barriers, jobs, the end of the run. It goes on beside the worker's loop, so
   * that a slow service or a large grouping keeps nobody from committing or from stopping.
   */
  tend(): void {
    if (this.#tending) return;
    this.#tending = true;
    this.#tend()
      .catch((error: unknown) => this.#tendFailed(error))
      .catch((error: unknown) => {
        this.#fatal ??= error;
      })
      .finally(() => {
        this.#tending = false;
      });
  }

  /** What breaks the ledger ends the worker; anything else stops this run, and says so. */
  async #tendFailed(error: unknown): Promise<void> {
    const { code } = toLoteError(error);
    if (code === "disk-full" || code === "store-corrupt" || code === "store-busy" || code === "worker-lost")
      throw error;
    await this.#ledger.write(() => this.#stopRun(toFailure(error, "run")));
  }

  async #tend(): Promise<void> {
    if (!this.#claiming) return this.#jobs.abandon();
    const counts = this.#ledger.counters.counts(this.run.id);
    const failed = counts.failed - this.#failedBefore;
    if (exceedsMaxErrors(this.run.policy, failed, seen(counts) - this.#failedBefore)) {
      const error = new LoteError("too-many-errors", {
        failed,
        limit: this.#errorLimit(),
        run: this.run.name,
      });
      await this.#ledger.write(() => this.#stopRun(toFailure(error, "policy")));
      return;
    }
    await this.#jobs.tend();
    if (this.#active > 0 || !this.#claiming) return;
    const row = this.#ledger.runs.get(this.run.id);
    if (!row?.sourceDone || row.state !== "active") return;
    if (await this.#wholeRun.tend()) {
      this.#lookAt = 0;
      return;
    }
    await this.#end();
  }

  async #end(): Promise<void> {
    if (unfinished(this.#ledger.counters.counts(this.run.id)) > 0) return;
    const row = this.#ledger.runs.get(this.run.id);
    const detail = row ? (this.#workflow.summary?.(row) ?? null) : null;
    await this.#ledger.write(() => {
      const counts = this.#ledger.counters.counts(this.run.id);
      if (unfinished(counts) > 0 || this.#ledger.runs.get(this.run.id)?.state !== "active") return;
      this.#ledger.runs.setDetail(this.run.id, detail);
      this.#ledger.runs.setState(this.run.id, "ended");
      this.stopClaiming();
    });
  }

  #errorLimit(): string {
    const { maxErrors } = this.run.policy;
    if (!maxErrors) return "";
    return "count" in maxErrors ? String(maxErrors.count) : `${Math.round(maxErrors.share * 100)}%`;
  }

  /** Pauses the run by itself, and says why. */
  #stopRun(failure: Failure): void {
    if (this.#ledger.runs.get(this.run.id)?.state !== "active") return;
    this.#ledger.runs.setState(this.run.id, "paused", failure);
    this.stopClaiming();
  }

  /** Takes nothing new; what is inside a stage may finish it, the rest is released. */
  stopClaiming(): void {
    this.#claiming = false;
    this.#source?.stop();
    this.#pipeline.drain();
  }

  /** Ends what is in flight at once. */
  abort(): void {
    this.stopClaiming();
    this.options.abort.abort(new Released());
  }

  get isClaiming(): boolean {
    return this.#claiming;
  }

  /** Everything that was worked on is written. */
  get isIdle(): boolean {
    return this.#active === 0 && this.#outbox.isEmpty && !this.#tending;
  }

  async close(): Promise<void> {
    this.stopClaiming();
    await this.#workflow.close();
  }
}

function unfinished(counts: Counts): number {
  return counts.pending + counts.leased + counts.waiting;
}

function seen(counts: Counts): number {
  return counts.done + counts.failed + counts.review + counts.skipped;
}

import type { InFlight } from "../../stores/files/in-flight.ts";
import type { ClaimedItem, Commit, Counts, Failure, Json, Outcome, RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import type { ClaimScope } from "../../stores/sqlite/ledger/items.ts";
import { StoreError } from "../../stores/store-error.ts";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import type { Hands } from "../flow/hands.ts";
import { Pipeline, Released } from "../flow/pipeline.ts";
import type { StageContext } from "../flow/stage.ts";
import { debug } from "../processes/debug-log.ts";
import type { Workflow } from "../workflows/workflow.ts";
import { Asker } from "./asker.ts";
import { EffectPool } from "./effect-pool.ts";
import { toFailure } from "./failure.ts";
import { Intake, type TakenIn } from "./intake.ts";
import { ItemPassage } from "./item-passage.ts";
import { JobRunner } from "./job-runner.ts";
import { type Committed, Outbox } from "./outbox.ts";
import { PaidCalls } from "./paid-calls.ts";
import { exceedsMaxErrors } from "./policy.ts";
import type { Solitude } from "./solitude.ts";
import { Undoing } from "./undoing.ts";
import { WholeRunRunner } from "./whole-run-runner.ts";

/** Items are claimed in groups of at most so many. */
const claimGroup = 256;
/** So many claimed items keep a pipeline of cheap stages busy between two transactions. */
const leastWindow = 512;
/** How often to look for work that somebody else may have made. */
const lookAgainMs = 100;

export interface DriverOptions {
  readonly ledger: Ledger;
  readonly run: RunRow;
  readonly workflow: Workflow<object>;
  readonly inFlight: InFlight;
  readonly hands: Hands;
  readonly solitude: Solitude;
  /** Of several workers on one run, one counts the time that passes. */
  readonly countsTime: () => boolean;
  /** When this worker began with the run, by `performance.now()`: what it opened for it is part of its time. */
  readonly since: number;
  /** Aborted to end what is in flight at once. */
  readonly abort: AbortController;
  /** There is something to do. */
  readonly wake: () => void;
}

/** Drives one run in one worker: source → claim → stages → commit. What items need is written in {@link write}. */
export class RunDriver {
  readonly run: RunRow;
  readonly #ledger: Ledger;
  readonly #workflow: Workflow<object>;
  readonly #pipeline: Pipeline<object>;
  readonly #effects = new EffectPool();
  readonly #passage: ItemPassage;
  readonly #outbox: Outbox;
  readonly #intake: Intake;
  readonly #wholeRun: WholeRunRunner;
  readonly #jobs: JobRunner;
  readonly #undoing: Undoing;
  readonly #window: number;
  readonly #scope: ClaimScope;
  #active = 0;
  #claiming = true;
  /** The last claim took a whole group: there are probably more. */
  #claimsMore = false;
  #lookAt = 0;
  #tendAt = 0;
  #tending: Promise<void> | undefined;
  #countedAt: number;
  #fatal: unknown;

  constructor(private readonly options: DriverOptions) {
    const { run, ledger, workflow, abort, wake } = options;
    this.run = run;
    this.#countedAt = options.since;
    this.#ledger = ledger;
    this.#workflow = workflow;
    this.#scope = run.returnTo === null ? "all" : "settling";
    this.#outbox = new Outbox(wake);
    const paidCalls = new PaidCalls(ledger, run, abort.signal);
    const context: StageContext = {
      signal: abort.signal,
      patiently: (promise) => promise,
      paid: (work) => paidCalls.make(work),
      note: (code, data = {}) => ledger.events.add(run.id, { type: "note", code, data }),
    };
    this.#pipeline = this.#newPipeline(context);
    this.#window = Math.max(leastWindow, this.#pipeline.capacity);
    this.#passage = new ItemPassage({
      ledger,
      run,
      workflow,
      pipeline: this.#pipeline,
      effects: this.#effects,
      signal: abort.signal,
      commit: (commit) => this.#commit(commit),
      inside: (item, step) => this.#inside(item, step),
      stopRun: (failure) => ledger.write(() => this.#stopRun(failure)),
    });
    this.#intake = new Intake(ledger, run, workflow, context, wake);
    this.#wholeRun = new WholeRunRunner(workflow, ledger, run, context);
    this.#undoing = new Undoing(ledger, run);
    this.#jobs = new JobRunner({
      ledger,
      run,
      workflow,
      context,
      wake,
      expectsMore: (stage) => !ledger.runs.get(run.id)?.sourceDone || ledger.barriers.comingTo(run.id, stage),
      stopRun: (error, stage) => ledger.write(() => this.#stopRun(toFailure(error, stage))),
      fatal: (error) => this.#die(error),
    });
  }

  #newPipeline(context: StageContext): Pipeline<object> {
    const { run, ledger, workflow, inFlight, hands } = this.options;
    const nameOf = (stage: number) => workflow.stages[stage]?.name ?? "";
    const observer = {
      hands,
      inside: (item: ClaimedItem, stage: number, entered: boolean, ms: number, hand: number) => {
        if (entered) inFlight.enter(item.id, nameOf(stage), hand);
        else {
          inFlight.leave(item.id, hand);
          const facts = { run: run.id, item: item.id, stage: nameOf(stage), ms: Math.round(ms) };
          debug("stage", { ...facts, attempt: item.attempts + 1 });
        }
        ledger.counters.stage(run.id, nameOf(stage), entered ? 1 : 0, entered ? 0 : 1, ms);
      },
      expectsItems: () => this.#claimsMore || this.#intake.mayBring,
      write: (change: () => void) => ledger.write(change, { durable: true }),
      passed: (stage: number) => ledger.counters.stage(run.id, nameOf(stage), 1, 1, 0),
    };
    const asker = new Asker(ledger, run.policy);
    return new Pipeline(workflow.stages, context, observer, (...asked) => asker.ask(...asked));
  }

  async #inside<T>(item: ClaimedItem, step: () => Promise<T>): Promise<T> {
    this.options.inFlight.enter(item.id);
    try {
      return await step();
    } finally {
      this.options.inFlight.leave(item.id);
    }
  }

  /** Does the next transaction have something to do for this run? */
  get wantsWrite(): boolean {
    return this.#outbox.isDue || this.#nobodyElseCommits || this.#wantsItems || this.#sourceIsReady;
  }

  /** Must the next transaction be on the disk when it is acknowledged? */
  get wantsDurable(): boolean {
    return this.#outbox.holdsSecured;
  }

  /** Everything that is under way waits for its commit: there is no group to wait for. */
  get #nobodyElseCommits(): boolean {
    return this.#outbox.size > 0 && this.#outbox.size >= this.#active;
  }

  get #wantsItems(): boolean {
    return this.#mayTake && this.#active <= this.#window - claimGroup && performance.now() >= this.#lookAt;
  }

  get #sourceIsReady(): boolean {
    return this.#scope === "all" && this.#claiming && this.#intake.isReady;
  }

  /** Nobody wants any more what services still have of the run. */
  get #callsOff(): boolean {
    return this.run.callingOff || this.run.undoing;
  }

  get #mayTake(): boolean {
    return this.#claiming && !this.run.callingOff && this.options.solitude.isOpenTo(this);
  }

  /** Items that this worker is busy with. */
  get active(): number {
    return this.#active;
  }

  /** Is anything of the run at work here? */
  get isBusy(): boolean {
    return this.#active > 0 || this.#jobs.active > 0 || this.#tending !== undefined;
  }

  /** An error that ends the worker: the disk is full, the ledger is damaged. */
  get fatal(): unknown {
    return this.#fatal;
  }

  /** The part of the worker's transaction that concerns this run; what it returns is called after the commit. */
  write(): () => void {
    const drained = this.#outbox.drain(this.#ledger);
    if (drained.children) this.#lookAt = 0;
    if (drained.failures) this.#checkErrors();
    const room = this.#window - this.#active + drained.ending;
    const claimed = this.#claim(room, drained.ending);
    const taken = this.#takeIn(room - claimed.length);
    if (taken?.surplus) this.#lookAt = 0;
    const items = taken ? [...claimed, ...taken.claimed] : claimed;
    this.#active += items.length;
    this.options.solitude.started(items.length);
    return () => {
      drained.acknowledge();
      taken?.acknowledge();
      for (const item of items) void this.#work(item);
    };
  }

  #claim(room: number, ending: number): ClaimedItem[] {
    const { items, now } = this.#ledger;
    const { solitude } = this.options;
    if (!this.#claiming || this.run.callingOff) return [];
    if (items.hasAlone(this.run.id, now(), this.#scope)) {
      // What may have killed a worker runs with nothing beside it.
      const item = solitude.ask(this, ending) ? items.claimAlone(this.run.id, now(), this.#scope) : undefined;
      return item ? [item] : [];
    }
    if (!solitude.isOpenTo(this)) return [];
    solitude.end(this);
    if (room < claimGroup || performance.now() < this.#lookAt) return [];
    const claimed = items.claim(this.run.id, now(), claimGroup, this.#scope);
    this.#claimsMore = claimed.length === claimGroup;
    if (claimed.length < claimGroup) {
      const due = items.nextDue(this.run.id);
      const wait = due === null ? lookAgainMs : Math.min(Math.max(due - now(), 1), lookAgainMs);
      this.#lookAt = performance.now() + wait;
    }
    return claimed;
  }

  #takeIn(room: number): TakenIn | undefined {
    if (!this.#sourceIsReady) return undefined;
    if (this.#intake.failure !== undefined) {
      this.#stopRun(toFailure(this.#intake.failure, "source"));
      return undefined;
    }
    return this.#intake.take(this.options.solitude.isTaken ? 0 : room);
  }

  async #work(item: ClaimedItem): Promise<void> {
    try {
      await this.#passage.take(item);
    } catch (error) {
      // Nothing an item does may reach here; what does is ours or the ledger's.
      this.#die(error);
    } finally {
      this.#active--;
      this.options.solitude.ended();
      if (this.#active === 0) this.#tendAt = 0;
      if (this.#active === 0 || this.#active === this.#window - claimGroup) this.options.wake();
    }
  }

  #commit(commit: Commit): Promise<Committed> {
    const { item, outcome, orElse } = commit;
    this.#tell(item, outcome);
    const told = (error: unknown, instead: NonNullable<typeof orElse>) => {
      const failed = instead(error);
      this.#tell(item, failed);
      return failed;
    };
    const written = this.#outbox.add({
      ...commit,
      ...(orElse && { orElse: (error) => told(error, orElse) }),
    });
    if (this.#nobodyElseCommits) this.options.wake();
    return written;
  }

  #tell({ id, attempts }: ClaimedItem, outcome: Outcome): void {
    const { stage, code } = "failure" in outcome ? outcome.failure : {};
    debug("item", { run: this.run.id, item: id, attempt: attempts + 1, outcome: outcome.to, stage, code });
  }

  #die(error: unknown): void {
    this.#fatal ??= error;
    this.options.wake();
  }

  /** Starts work that belongs to no single item: barriers, jobs, the end of the run. It is not waited for. */
  tend(): void {
    if (this.#tending || !this.#claiming || performance.now() < this.#tendAt) return;
    this.#tendAt = performance.now() + lookAgainMs;
    this.#tending = this.#tend()
      .catch((error) => this.#tendFailed(error))
      .catch((error) => this.#die(error))
      .finally(() => {
        this.#tending = undefined;
        if (this.isOver) this.options.wake();
      });
  }

  /** What breaks the ledger ends the worker; anything else stops this run, and says so. */
  async #tendFailed(error: unknown): Promise<void> {
    if (error instanceof StoreError || toLoteError(error).exitCode === 7) throw error;
    if (this.options.abort.signal.aborted) return;
    await this.#ledger.write(() => this.#stopRun(toFailure(error, "run")));
  }

  async #tend(): Promise<void> {
    if (this.#callsOff) await this.#jobs.callOff();
    if (this.#scope === "all") await this.#jobs.tend();
    else if (await this.#undoing.tend()) this.#lookAt = 0;
    if (this.#active > 0 || !this.#outbox.isEmpty || !this.#claiming) return;
    if (this.#scope === "settling") {
      await this.#return();
    } else if (this.#ledger.runs.get(this.run.id)?.sourceDone) {
      if (await this.#wholeRun.tend()) this.#lookAt = this.#tendAt = 0;
      else await this.#end();
      this.options.wake();
    }
  }

  async #end(): Promise<void> {
    const { counters, runs } = this.#ledger;
    const isOver = () => {
      const row = runs.get(this.run.id);
      return row?.state === "active" && row.returnTo === null && unfinished(counters.counts(row.id)) === 0;
    };
    if (!isOver()) return;
    await this.#workflow.finish?.();
    const detail = await this.#summary();
    await this.#ledger.write(() => {
      if (!isOver()) return;
      this.countTime();
      runs.setDetail(this.run.id, detail);
      runs.setState(this.run.id, "ended");
      this.stopClaiming();
    });
  }

  async #summary(): Promise<Json> {
    return (await this.#workflow.summary?.(this.#ledger.runs.get(this.run.id) ?? this.run)) ?? null;
  }

  /** Nothing is left of what was asked for in a run that is over or paused: so it is again. */
  async #return(): Promise<void> {
    const { counters, items, runs } = this.#ledger;
    const isOver = () =>
      (this.run.callingOff || !items.isSettling(this.run.id)) &&
      counters.counts(this.run.id).leased === 0 &&
      !this.#undoing.hasMore &&
      (!this.#callsOff || this.#ledger.jobs.unsettled(this.run.id) === 0);
    if (!isOver()) return;
    // One that goes back to its pause has no account of itself yet.
    const isEnded = this.run.returnTo === "ended";
    const detail = isEnded ? await this.#summary() : null;
    await this.#ledger.write(() => {
      if (!isOver()) return;
      this.countTime();
      if (isEnded) runs.setDetail(this.run.id, detail);
      runs.returnFrom(this.run.id);
      this.stopClaiming();
    });
  }

  /** Adds the time since the last call to the run's. Called inside a transaction, several times a second. */
  countTime(): void {
    const now = performance.now();
    if (this.isBusy && this.options.countsTime()) {
      this.#ledger.runs.addActive(this.run.id, now - this.#countedAt);
    }
    this.#countedAt = now;
  }

  /** Called inside a transaction. */
  #checkErrors(): void {
    const { policy } = this.run;
    if (!policy.maxErrors || !this.#claiming || this.#scope !== "all") return;
    const row = this.#ledger.runs.get(this.run.id);
    const counts = this.#ledger.counters.counts(this.run.id);
    const forgiven = row?.forgiven ?? 0;
    if (!exceedsMaxErrors(policy, counts.failed - forgiven, seen(counts) - forgiven)) return;
    const limit =
      "count" in policy.maxErrors
        ? String(policy.maxErrors.count)
        : `${Math.round(policy.maxErrors.share * 100)}%`;
    const error = new LoteError("too-many-errors", { failed: counts.failed, limit, run: this.run.name });
    this.#stopRun(toFailure(error, "policy"));
  }

  /** Pauses the run by itself, and says why. Called inside a transaction. */
  #stopRun(failure: Failure): void {
    const row = this.#ledger.runs.get(this.run.id);
    if (row?.state === "active") this.#ledger.runs.setState(this.run.id, "paused", failure);
    this.stopClaiming();
  }

  /** Takes nothing new; what is inside a stage may finish it, the rest is released. */
  stopClaiming(): void {
    this.#claiming = false;
    this.#intake.stop();
    this.#pipeline.drain();
    this.#effects.drain();
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
    return !this.isBusy && this.#outbox.isEmpty;
  }

  /** Nothing more is to be done here, and all is written. */
  get isOver(): boolean {
    return !this.#claiming && this.isIdle;
  }

  async close(): Promise<void> {
    this.stopClaiming();
    this.options.solitude.end(this);
    await this.#workflow.close();
  }
}

function unfinished(counts: Counts): number {
  return counts.pending + counts.leased + counts.waiting;
}

function seen(counts: Counts): number {
  return counts.done + counts.failed + counts.review + counts.skipped;
}

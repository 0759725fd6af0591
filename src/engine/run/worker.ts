import type { RateGauge, RunRow } from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import { StoreError } from "../../stores/store-error.ts";
import type { EngineSettings } from "../config/engine-settings.ts";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import { Hands } from "../flow/hands.ts";
import { machineClock } from "../limits/machine-clock.ts";
import { RateLimiter } from "../limits/rate-limiter.ts";
import type { WorkflowRegistry } from "../workflows/workflow.ts";
import { toFailure } from "./failure.ts";
import { Membership } from "./membership.ts";
import { RunDriver } from "./run-driver.ts";
import { Solitude } from "./solitude.ts";

/** How long work in flight may take to end after a stop was asked for; then it is released. */
const graceMs = 4500;
/** How long what was released may take to be written. */
const lastWordsMs = 300;
/** How often the dead are looked for, and the run's state read. */
const roundMs = 250;
/** The longest sleep when there is nothing to do. */
const napMs = 50;
/** A worker that was started for a run stays so long after the last work, for the next decision. */
const lingerMs = 1500;

export interface WorkerOptions {
  readonly stores: Stores;
  readonly workflows: WorkflowRegistry;
  readonly settings: EngineSettings;
  readonly cacheFolder: string;
  /** Serve this run only; all active ones when left out. */
  readonly run?: string;
  /** Leave when there is nothing to do. */
  readonly once: boolean;
  /** How long to stay for more after the last work; 1.5 s when left out, so that a review's next decision finds it. */
  readonly lingerMs?: number;
  /** Aborted by a signal: stop in order. */
  readonly stop: AbortSignal;
}

/**
 * The engine process: claims items of active runs, takes them through their stages, and commits. One transaction
 * a round holds everything: outcomes, new items of the source, claims, counters.
 *
 * @throws LoteError what ends a worker: `disk-full`, `store-corrupt`, `worker-lost`
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { ledger } = options.stores;
  const only = options.run === undefined ? null : findRun(options, options.run);
  const membership = await Membership.join(ledger, options.stores.folder, only?.id ?? null);
  const worker = new Worker(options, membership, only?.id ?? null);
  try {
    await worker.run();
  } finally {
    try {
      await worker.close();
    } finally {
      await membership.leave();
    }
  }
}

function findRun({ stores }: WorkerOptions, name: string): RunRow {
  const run = stores.ledger.runs.find(name);
  if (!run) throw new LoteError("unknown-run", { run: name });
  return run;
}

class Worker {
  readonly #drivers = new Map<number, RunDriver>();
  readonly #solitude = new Solitude();
  readonly #hands = new Hands();
  readonly #limiter: RateLimiter;
  /** What everyone knows of the limits, by pool. */
  readonly #told = new Map<string, RateGauge>();
  #wake: () => void = () => undefined;
  #woken = false;
  #leaving = false;
  #leaveBy = Number.POSITIVE_INFINITY;
  #idleSince = performance.now();
  #lastRound = Number.NEGATIVE_INFINITY;
  /** Runs on which an older worker is at work too: that one counts their time. */
  #countedElsewhere: (run: number) => boolean = () => false;

  constructor(
    private readonly options: WorkerOptions,
    private readonly membership: Membership,
    private readonly only: number | null,
  ) {
    this.#limiter = new RateLimiter(options.stores.ledger, machineClock());
    options.stop.addEventListener("abort", () => this.#beginLeaving());
    if (options.stop.aborted) this.#beginLeaving();
  }

  async run(): Promise<void> {
    const { ledger } = this.options.stores;
    while (!this.#isFinished()) {
      if (this.#roundIsDue) await this.#round();
      const drivers = [...this.#drivers.values()];
      const fatal = drivers.find((driver) => driver.fatal !== undefined)?.fatal;
      if (fatal !== undefined) throw fatal;
      if (drivers.some((driver) => driver.wantsWrite)) {
        const durable = drivers.some((driver) => driver.wantsDurable);
        const write = () => {
          this.membership.renew();
          return drivers.map((driver) => driver.write());
        };
        const after = await ledger.write(write, { durable });
        for (const done of after) done();
      } else {
        await this.#sleep(napMs);
      }
      for (const driver of drivers) driver.tend();
    }
  }

  /** A run that is over is closed at once. */
  get #roundIsDue(): boolean {
    if (performance.now() - this.#lastRound >= roundMs) return true;
    return [...this.#drivers.values()].some((driver) => driver.isOver);
  }

  #isFinished(): boolean {
    const idle = [...this.#drivers.values()].every((driver) => driver.isIdle);
    if (this.#leaving) return idle || performance.now() > this.#leaveBy;
    if (!this.options.once || !Number.isFinite(this.#lastRound)) return false;
    const now = performance.now();
    if (this.#drivers.size > 0) this.#idleSince = now;
    return this.#drivers.size === 0 && now - this.#idleSince >= (this.options.lingerMs ?? lingerMs);
  }

  /** What need not happen in every transaction. */
  async #round(): Promise<void> {
    const { ledger } = this.options.stores;
    this.#lastRound = performance.now();
    if (await this.membership.buryTheDead()) this.#wakeUp();
    const workers = ledger.workers.alive();
    const own = workers.find((worker) => worker.id === this.membership.id);
    if (!own) throw new LoteError("worker-lost", { detail: "lease lost", run: "" });
    if (own.stop > 0) this.#beginLeaving();
    const elders = workers.filter((worker) => worker.id < own.id);
    this.#countedElsewhere = (run) => elders.some((elder) => elder.run === null || elder.run === run);
    const busy = [...this.#drivers.values()].filter((driver) => driver.isBusy);
    const gauges = this.#limiter
      .gauges()
      .filter((gauge) => !Bun.deepEquals(gauge, this.#told.get(gauge.pool)));
    if (busy.length > 0 || this.membership.mustRenew || ledger.hasUnwritten || gauges.length > 0) {
      await ledger.write(() => {
        this.membership.renew();
        for (const gauge of gauges) ledger.rateGauges.put(this.membership.id, gauge);
        for (const driver of busy) driver.countTime();
      });
      for (const gauge of gauges) this.#told.set(gauge.pool, gauge);
    }
    await this.#changeDrivers();
  }

  /** Opens runs that are active now, and closes those that no longer are. */
  async #changeDrivers(): Promise<void> {
    const { ledger } = this.options.stores;
    const wanted = this.#leaving
      ? []
      : ledger.runs.active().filter((run) => this.only === null || run.id === this.only);
    for (const run of wanted) if (!this.#drivers.has(run.id)) await this.#open(run);
    for (const [id, driver] of this.#drivers) {
      const row = wanted.find((run) => run.id === id);
      const isTheSame =
        row?.returnTo === driver.run.returnTo &&
        row?.undoing === driver.run.undoing &&
        row?.callingOff === driver.run.callingOff;
      if (row && isTheSame && driver.isClaiming) continue;
      const now = ledger.runs.get(id);
      if (now?.state === "cancelled" || now?.callingOff) driver.abort();
      else driver.stopClaiming();
      if (!driver.isIdle) continue;
      this.#drivers.delete(id);
      await driver.close();
      // It may have become active again in the meantime.
      this.#lastRound = 0;
    }
  }

  async #open(run: RunRow): Promise<void> {
    const { stores, workflows, settings, cacheFolder } = this.options;
    const abort = new AbortController();
    const since = performance.now();
    try {
      const load = workflows[run.workflow];
      if (!load) throw new LoteError("bug", { detail: `no workflow named ${run.workflow}` });
      const definition = await load();
      const workflow = await definition.open({
        stores,
        run,
        signal: abort.signal,
        cacheFolder,
        settings,
        limiter: this.#limiter,
        note: (code, data = {}) => stores.ledger.events.add(run.id, { type: "note", code, data }),
      });
      const driver = new RunDriver({
        ledger: stores.ledger,
        run,
        workflow,
        inFlight: this.membership.inFlight,
        hands: this.#hands,
        solitude: this.#solitude,
        countsTime: () => !this.#countedElsewhere(run.id),
        since,
        abort,
        wake: () => this.#wakeUp(),
      });
      this.#drivers.set(run.id, driver);
    } catch (error) {
      await this.#refuse(run, error);
    }
  }

  /** What a run lacks (a model, vectors) is its own affair: it stops and says so, and other runs go on. */
  async #refuse(run: RunRow, error: unknown): Promise<void> {
    const { ledger } = this.options.stores;
    const known = toLoteError(error, { run: run.name });
    if (error instanceof StoreError || known.exitCode === 7) throw error;
    await ledger.write(() => {
      if (ledger.runs.get(run.id)?.state !== "active") return;
      ledger.runs.setState(run.id, "paused", toFailure(known, "start"));
    });
  }

  #beginLeaving(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#leaveBy = performance.now() + graceMs + lastWordsMs;
    for (const driver of this.#drivers.values()) driver.stopClaiming();
    setTimeout(() => {
      for (const driver of this.#drivers.values()) driver.abort();
      this.#wakeUp();
    }, graceMs).unref();
    this.#wakeUp();
  }

  #wakeUp(): void {
    this.#woken = true;
    this.#wake();
  }

  async #sleep(ms: number): Promise<void> {
    if (!this.#woken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#woken = false;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#drivers.values()].map((driver) => driver.close()));
  }
}

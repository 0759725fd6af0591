import type { EngineSettings } from "../../engine/config/engine-settings.ts";
import { LoteError } from "../../engine/errors/lote-error.ts";
import { readLastWords } from "../../engine/run/last-words.ts";
import { buryTheDead, isAtWork } from "../../engine/run/membership.ts";
import { progressOf, type RunProgress } from "../../engine/run/progress.ts";
import { startWorkerProcess, type WorkerProcess } from "../../engine/run/worker-process.ts";
import type { RunRow } from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";

/** Deaths in a row without any progress in between, after which starting again helps nobody. */
const hopelessDeaths = 6;
/** How often the ledger is looked at. */
const tickMs = 100;

export interface SessionOptions {
  /** The worker stops when this process ends. */
  readonly tied: boolean;
  readonly settings?: EngineSettings;
  /** Look on only: never start a worker. */
  readonly watchOnly?: boolean;
}

/**
 * A front end's hold on a run: sees to it that a worker lives as long as there is work, restarts one that died,
 * and watches. The run itself needs none of this to go on.
 */
export class RunSession {
  #worker: WorkerProcess | undefined;
  #deaths = 0;
  #progressAtDeath = -1;
  #exitCode: number | null | undefined;
  #stopping = false;
  #left = false;

  constructor(
    private readonly stores: Stores,
    readonly run: RunRow,
    private readonly options: SessionOptions,
  ) {}

  progress(): RunProgress {
    const { ledger } = this.stores;
    return progressOf(ledger, ledger.runs.get(this.run.id) ?? this.run);
  }

  /** Starts a worker unless one is at work on the run already. */
  ensureWorker(): void {
    if (this.#worker || this.#stopping || this.options.watchOnly || isAtWork(this.stores.ledger, this.run.id))
      return;
    const worker = startWorkerProcess(this.stores.folder, this.run, this.options);
    this.#worker = worker;
    this.#exitCode = undefined;
    void worker.exited.then((code) => {
      this.#worker = undefined;
      this.#exitCode = code;
    });
  }

  /** The worker is gone and work is left: counts deaths without any progress in between. */
  #countDeath({ counts, total }: RunProgress): void {
    const progress = total + counts.done + counts.failed + counts.review + counts.skipped + counts.retried;
    this.#deaths = progress === this.#progressAtDeath ? this.#deaths + 1 : 1;
    this.#progressAtDeath = progress;
  }

  /**
   * Snapshots ten times a second until the run is over, paused, cancelled, stopped or beyond help.
   *
   * @throws LoteError when the worker cannot work here at all: a full disk, a missing model
   */
  async *watch(): AsyncGenerator<RunProgress> {
    let startedAt = performance.now();
    for (;;) {
      const progress = this.progress();
      yield progress;
      if (this.#left) return;
      const { state } = progress.run;
      if (state !== "active") {
        // A worker that is still writing its last words belongs to the run.
        if (!this.#worker || state === "paused" || performance.now() - startedAt > 50) return;
      }
      if (state === "active" && !this.#worker) {
        if (this.#stopping || this.options.watchOnly) {
          // A worker of another front end may still be leaving.
          if (isAtWork(this.stores.ledger, this.run.id)) {
            await Bun.sleep(tickMs);
            continue;
          }
          return;
        }
        const code = this.#exitCode;
        if (typeof code === "number" && code !== 0) throw await this.#exitError(code);
        if (code !== undefined) this.#countDeath(progress);
        if (this.#deaths >= hopelessDeaths) throw await this.#exitError(1);
        if (!isAtWork(this.stores.ledger, this.run.id)) {
          await buryTheDead(this.stores.ledger);
          this.ensureWorker();
          startedAt = performance.now();
        }
      }
      await Bun.sleep(tickMs);
    }
  }

  async #exitError(code: number): Promise<LoteError> {
    const log = `${this.stores.folder}/logs/worker.log`;
    const run = this.run.name;
    const words = await readLastWords(log);
    // The log is every worker's: these words may be another's, or those of one that died long ago.
    if (words && words.exitCode === code && (words.data.run || run) === run) return words;
    // On a disk so full that not even the last words found room, the exit code still tells.
    if (code === 7) return new LoteError("disk-full", { path: this.stores.folder, run });
    return new LoteError("worker-lost", { detail: `exit ${code}, ${log}`, run });
  }

  /** Asks the workers of the run to stop in order. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#worker?.kill("SIGTERM");
    await this.stores.ledger.write(() => this.stores.ledger.workers.requestStop(this.run.id));
  }

  /** Stop looking; the run goes on. */
  leave(): void {
    this.#left = true;
  }

  /** Ends them at once; nothing acknowledged is lost. */
  stopNow(): void {
    this.#stopping = true;
    this.#worker?.kill("SIGKILL");
  }

  get isWorkerGone(): boolean {
    return this.#worker === undefined;
  }
}

import type { EngineSettings } from "../../../engine/config/engine-settings.ts";
import { type LoteError, toLoteError } from "../../../engine/errors/lote-error.ts";
import { cancelRun, pauseRun, resumeRun, retryFailed, undoRun } from "../../../engine/run/control.ts";
import { progressOf, type RunProgress } from "../../../engine/run/progress.ts";
import type { RunRow, StageProgress, StoredEvent } from "../../../stores/ledger.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import { presentationOf } from "../../presentation/of-workflow.ts";
import { RunSession } from "../../session/run-session.ts";
import { Observable } from "../view-model/observable.ts";
import { RateMeter } from "./rate-meter.ts";

/** What the screens show of a run. */
export interface RunPicture {
  readonly progress: RunProgress;
  /** In the order in which items pass them. */
  readonly stages: readonly StageProgress[];
  readonly finished: number;
  /** Items that wait for the rest of the run, not for a service: all that is theirs is done. */
  readonly gathered: number;
  /** Items a second; null until it is known. */
  readonly rate: number | null;
  /** Milliseconds; null until it is known. */
  readonly remainingMs: number | null;
  /** What the models run on, as the worker noted it. */
  readonly device: Readonly<Record<string, string | number>> | null;
  /** Why no worker can work on it. */
  readonly trouble: LoteError | null;
}

/** How far is looked back for what is left, milliseconds. */
const longMs = 60_000;

/** One run as a screen sees it: watched ten times a second while a worker is at it, and steered. */
export class RunView {
  readonly picture: Observable<RunPicture>;
  readonly #meter = new RateMeter();
  /** What is left is told by a longer look back: items that wait for a service come in bursts. */
  readonly #longMeter = new RateMeter(longMs);
  readonly #stageOrder: string[] = [];
  #session: RunSession | undefined;
  #loop: Promise<void> | undefined;
  #again = false;
  #watchOnly = false;
  #left = false;
  #device: RunPicture["device"] = null;
  #lastSeq = 0;
  #nudge: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly stores: Stores,
    readonly run: RunRow,
    private readonly settings: EngineSettings,
    private readonly now: () => number = () => performance.now(),
  ) {
    const { ledger } = stores;
    // The device is noted when the work begins; a late-comer finds it among the first events.
    this.#readNotes(ledger.events.after(run.id, 0, 8));
    this.#readNotes(ledger.events.latest(run.id, 8).reverse());
    this.picture = new Observable(this.#draw(progressOf(ledger, this.row()), null));
  }

  /** The run as the ledger has it now. */
  row(): RunRow {
    return this.stores.ledger.runs.get(this.run.id) ?? this.run;
  }

  /** Does this program see to it that the run is worked on? Then Ctrl-C stops it. */
  get isEngaged(): boolean {
    return this.#loop !== undefined && !this.#watchOnly;
  }

  /** Is it looked at ten times a second? */
  get isWatched(): boolean {
    return this.#loop !== undefined;
  }

  /** Looks once. */
  look(): void {
    this.#show(progressOf(this.stores.ledger, this.row()), this.picture.get().trouble);
  }

  /** Watches, and starts a worker whenever the run needs one, until it is over. */
  engage(): void {
    // What was only looked at is from now on looked after.
    if (this.#watchOnly) this.#session?.leave();
    this.#watchOnly = false;
    this.#again = true;
    this.#loop ??= this.#watch();
  }

  /** Watches what somebody else keeps at work. */
  follow(): void {
    if (this.#loop) return;
    this.#watchOnly = true;
    this.#again = true;
    this.#loop = this.#watch();
  }

  /** The same, a little later and once for many calls: after decisions. */
  engageSoon(delayMs = 400): void {
    this.#nudge ??= setTimeout(() => this.engageNow(), delayMs);
  }

  /** Does at once what {@link engageSoon} put off; nothing when nothing was. */
  engageNow(): void {
    if (this.#nudge === undefined) return;
    clearTimeout(this.#nudge);
    this.#nudge = undefined;
    if (this.row().state === "active") this.engage();
  }

  async pause(): Promise<void> {
    await pauseRun(this.stores.ledger, this.row());
    this.look();
  }

  /** After a pause, a stop, a crash. */
  async goOn(): Promise<void> {
    await resumeRun(this.stores.ledger, this.row());
    this.picture.change({ trouble: null });
    this.engage();
  }

  async cancel(): Promise<void> {
    if (await cancelRun(this.stores.ledger, this.row())) this.engage();
    else this.look();
  }

  /** Returns how many items were put back. */
  async retryFailed(): Promise<number> {
    const count = await retryFailed(this.stores.ledger, this.row());
    if (count > 0) this.engage();
    return count;
  }

  /** Returns how many changes are being taken back. */
  async undo(): Promise<number> {
    const count = await undoRun(this.stores.ledger, this.row());
    if (count > 0 || this.row().undoing) this.engage();
    return count;
  }

  /** Asks the workers to stop in order; resolves when none is at work any more, or after `patienceMs`. */
  async stop(patienceMs = 6000): Promise<void> {
    this.#again = false;
    const session = this.#session ?? this.#newSession();
    await session.stop();
    const deadline = this.now() + patienceMs;
    while (!this.#left && this.now() < deadline && isAlive(this.#status())) await Bun.sleep(50);
    if (!this.#left) this.look();
  }

  /** Ends the workers that this program started, at once. */
  stopNow(): void {
    this.#again = false;
    this.#session?.stopNow();
  }

  /** The program leaves; the run goes on. Resolves when the store is read no more. */
  async leave(): Promise<void> {
    this.engageNow();
    this.#left = true;
    this.#again = false;
    await this.#loop;
  }

  #status() {
    return progressOf(this.stores.ledger, this.row()).status;
  }

  #newSession(): RunSession {
    const { settings } = this;
    return new RunSession(this.stores, this.row(), { tied: false, settings, watchOnly: this.#watchOnly });
  }

  async #watch(): Promise<void> {
    // A decision may bring an ended run back to life just as its watch ends, hence the loop.
    while (this.#again && !this.#left) {
      this.#again = false;
      this.#session = this.#newSession();
      // At once, not with the first tick: the program may be about to leave.
      if (this.row().state === "active") this.#session.ensureWorker();
      try {
        for await (const progress of this.#session.watch()) {
          if (this.#left) break;
          this.#show(progress, null);
        }
      } catch (error) {
        this.#show(this.picture.get().progress, toLoteError(error, { run: this.run.name }));
      }
      if (!this.#left && this.row().state !== "active") this.#again = false;
    }
    this.#loop = undefined;
    this.#session = undefined;
    if (!this.#left) this.look();
  }

  #show(progress: RunProgress, trouble: LoteError | null): void {
    const last = this.#lastSeq;
    const news = this.stores.ledger.events.latest(this.run.id, 4).reverse();
    this.#readNotes(news.filter((event) => event.seq > last));
    const next = this.#draw(progress, trouble);
    if (signature(next) !== signature(this.picture.get())) this.picture.set(next);
  }

  #draw(progress: RunProgress, trouble: LoteError | null): RunPicture {
    const { counts, total, run } = progress;
    const finished = counts.done + counts.review + counts.skipped + counts.failed;
    const now = this.now();
    // A stage that needs all items at once holds them back until the last one is there.
    const gathered = this.stores.ledger.jobs.nextPoll(run.id) === null ? counts.waiting : 0;
    this.#meter.add(now, finished + gathered);
    this.#longMeter.add(now, finished + gathered);
    const isRunning = progress.status === "running";
    const rate = isRunning ? this.#meter.perSecond(now) : null;
    const pace = isRunning ? this.#longMeter.perSecond(now) : null;
    return {
      progress,
      stages: this.#inOrder(progress.stages),
      finished,
      gathered,
      rate,
      remainingMs: pace && run.sourceDone ? ((total - finished - gathered) / pace) * 1000 : null,
      device: this.#device,
      trouble,
    };
  }

  /**
   * In the order in which items pass them. Those that have no words come last, by how many entered when first seen; a
   * stage keeps its place.
   */
  #inOrder(stages: readonly StageProgress[]): StageProgress[] {
    const fresh = stages.filter(({ stage }) => !this.#stageOrder.includes(stage));
    fresh.sort((a, b) => b.entered - a.entered || b.finished - a.finished);
    this.#stageOrder.push(...fresh.map(({ stage }) => stage));
    const known = Object.keys(presentationOf(this.run.workflow).stages);
    const order = [...known, ...this.#stageOrder.filter((stage) => !known.includes(stage))];
    return [...stages].sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage));
  }

  #readNotes(events: readonly StoredEvent[]): void {
    for (const { seq, event } of events) {
      this.#lastSeq = Math.max(this.#lastSeq, seq);
      if (event.type === "note" && event.code === "device") this.#device = event.data;
    }
  }
}

function isAlive(status: RunProgress["status"]): boolean {
  return status === "running" || status === "waiting";
}

/** Equal for two pictures that look the same, so that nothing is drawn for nothing. */
function signature({ progress, rate, remainingMs, device, trouble, stages }: RunPicture): string {
  const { status, counts, money, recent, run, present } = progress;
  return JSON.stringify([
    status,
    Object.values(counts),
    money.usd,
    run.sourceDone,
    recent[0]?.at,
    recent[0]?.type === "item" ? recent[0].item : recent[0]?.data.item,
    rate === null ? null : rate.toPrecision(3),
    remainingMs === null ? null : Math.round(remainingMs / 1000),
    device,
    trouble?.message,
    stages.map(({ entered, finished }) => [entered, finished]),
    present,
    present.limits.map(({ heldUntil }) => heldUntil !== null && Math.round((heldUntil - Date.now()) / 1000)),
  ]);
}

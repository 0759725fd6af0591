import pLimit, { type LimitFunction } from "p-limit";
import type { AskedQuestion, ClaimedItem, NewDecision, NewItem } from "../../stores/ledger.ts";
import { LoteError } from "../errors/lote-error.ts";
import { Gate } from "./gate.ts";
import { Hands } from "./hands.ts";
import { inHalves } from "./in-halves.ts";
import { MicroBatcher } from "./micro-batcher.ts";
import type { Ask, Batch, CheckpointOf, Each, Stage, StageContext, StageResult } from "./stage.ts";

/** What an {@link Ask} stage came to. */
export interface Asked {
  /** New ones, to be stored with the item's next commit. */
  readonly questions: readonly AskedQuestion[];
  /** By question name, those of earlier questions of the stage included. */
  readonly decisions: Readonly<Record<string, NewDecision>>;
  /** They were asked before. */
  readonly isStanding: boolean;
  /** A person must answer first. */
  readonly isOpen: boolean;
}

/** Puts the questions of a stage. */
export type AskIn<Travel> = (stage: Ask<Travel>, index: number, item: ClaimedItem, travel: Travel) => Asked;

/** Where an item's way through the stages ended. */
export type Arrival<Travel> = {
  readonly travel: Travel;
  readonly saves: readonly (() => void)[];
  readonly children: readonly NewItem[];
  /** What was asked on the way. */
  readonly asked: Pick<Asked, "questions" | "decisions">;
} & (
  | { readonly at: "end" }
  /** A person must answer what this stage asks. */
  | { readonly at: "question"; readonly stage: number; readonly isStanding: boolean }
  /** It stands before a whole-run or job stage. */
  | { readonly at: "barrier"; readonly stage: number }
  | { readonly at: "skip"; readonly reason: string }
);

/** What the pipeline tells of its work. */
export interface PipelineObserver {
  /**
   * The item goes into a stage, or came out of it after so many milliseconds.
   *
   * @param hand of those that work at once, the one that has it; a batch has one hand
   */
  inside(item: ClaimedItem, stage: number, entered: boolean, ms: number, hand: number): void;
  /** Gives numbers to those that work at once, where others work beside this pipeline; its own where left out. */
  readonly hands?: Hands;
  /** May items come that have not entered yet? Whoever waits for company waits for them too, left out for nobody. */
  expectsItems?(): boolean;
  /** It needed no work there: a checkpoint had the result. */
  passed?(stage: number): void;
  /** Runs a change of what is kept in a transaction, on the disk when it resolves. */
  write?(change: () => void): Promise<void>;
}

/** The item was not taken further, since the worker is about to leave. Nothing is wrong with it. */
export class Released extends Error {
  /** @param saves what the stages before had finished, to be written nonetheless */
  constructor(readonly saves: readonly (() => void)[] = []) {
    super("released");
  }
}

/** A stage's failure, with the stage it happened in. */
export class StageFailure extends Error {
  /** @param saves what the stages before had finished, to be written nonetheless */
  constructor(
    readonly stage: string,
    override readonly cause: unknown,
    readonly saves: readonly (() => void)[],
  ) {
    super(`in ${stage}`);
  }
}

/** A stage with what it needs to take items in. */
interface Station<Travel> {
  readonly name: string;
  readonly checkpoint: CheckpointOf<Travel> | undefined;
  readonly gate: Gate;
  /** Places in the stage and its queue. */
  readonly capacity: number;
  run(item: ClaimedItem, travel: Travel): Promise<StageResult<Travel>>;
  /** Turns away who waits inside for a turn. */
  flush(): void;
  /** Somebody upstream left: perhaps nobody else comes. */
  nudge?(): void;
  /** How many items stand here, those that wait before it included. */
  items: number;
}

/**
 * Takes items through the stages of a workflow. Each stage has its pool (p-limit) and a bounded queue; an item
 * keeps its place until the next stage's queue lets it in.
 */
export class Pipeline<Travel extends object> {
  readonly #stations: (Station<Travel> | undefined)[];
  readonly #hands: Hands;
  #draining = false;

  constructor(
    private readonly stages: readonly Stage<Travel>[],
    private readonly context: StageContext,
    private readonly observer: PipelineObserver,
    private readonly askIn?: AskIn<Travel>,
  ) {
    this.#hands = observer.hands ?? new Hands();
    this.#stations = stages.map((stage, index) => {
      if (stage.kind === "each") return this.#eachStation(stage, index);
      if (stage.kind === "batch") return this.#batchStation(stage, index);
      return undefined;
    });
  }

  /** How many items may usefully be under way at once. */
  get capacity(): number {
    return this.#stations.reduce((sum, station) => sum + (station?.capacity ?? 0), 0);
  }

  /** From now on no item goes into a stage; those inside may finish it, those that wait are released. */
  drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    for (const station of this.#stations) {
      station?.gate.flush();
      station?.flush();
    }
  }

  /**
   * Takes the item from its stage as far as it goes.
   *
   * @throws StageFailure, Released
   */
  async travel(item: ClaimedItem, start: Travel): Promise<Arrival<Travel>> {
    let travel = start;
    let saves: readonly (() => void)[] = none;
    let children: readonly NewItem[] = none;
    let asked: Arrival<Travel>["asked"] = nothingAsked;
    /** The station before, which counts the item until it stands in the next one; and whose place it keeps. */
    let from: Station<Travel> | undefined;
    let place: Gate | undefined;
    try {
      for (let index = item.stage; index < this.#stations.length; index++) {
        const stage = this.stages[index];
        if (stage?.kind === "ask") {
          const now = this.askIn?.(stage, index, item, travel);
          if (!now) throw new Error(`nobody answers the questions of ${stage.name}`);
          asked = {
            questions: [...asked.questions, ...now.questions],
            decisions: { ...asked.decisions, ...now.decisions },
          };
          const done = { travel, saves, children, asked };
          if (now.isOpen) return { at: "question", stage: index, isStanding: now.isStanding, ...done };
          const answers = Object.entries(now.decisions).map(([question, { choice, by }]) => ({
            question,
            choice,
            by,
          }));
          const result = answers.length > 0 ? stage.answered(item, travel, answers) : {};
          if (result.travel) travel = { ...travel, ...result.travel };
          if (result.saves) saves = [...saves, ...result.saves];
          if (result.skip !== undefined) return { at: "skip", reason: result.skip, ...done, travel, saves };
          continue;
        }
        const station = this.#stations[index];
        if (!station) {
          if (stage?.kind === "job" && stage.wants?.(travel) === false) continue;
          return { at: "barrier", stage: index, travel, saves, children, asked };
        }
        station.items++;
        const before = from;
        from = station;
        try {
          const key = station.checkpoint?.key(item, travel);
          let result = key === undefined ? undefined : this.#kept(station, index, key);
          if (!result) {
            const wait = station.gate.enter();
            if (wait) {
              this.#leave(before);
              await wait;
            }
            place?.leave();
            place = station.gate;
            if (this.#isLeaving) throw new Released();
            const working = station.run(item, travel);
            if (!wait) this.#leave(before);
            result = withCheckpoint(station.checkpoint, key, item, travel, await working);
          } else this.#leave(before);
          if (result.travel) travel = { ...travel, ...result.travel };
          if (result.saves) saves = [...saves, ...result.saves];
          if (result.children) children = [...children, ...result.children];
          if (result.skip !== undefined)
            return { at: "skip", reason: result.skip, travel, saves, children, asked };
        } catch (error) {
          throw error instanceof Released || (this.#draining && isAbort(error))
            ? new Released(saves)
            : new StageFailure(station.name, error, saves);
        }
      }
      return { at: "end", travel, saves, children, asked };
    } finally {
      place?.leave();
      this.#leave(from);
    }
  }

  #kept(station: Station<Travel>, index: number, key: string): StageResult<Travel> | undefined {
    const kept = station.checkpoint?.get(key);
    if (!kept) return undefined;
    this.observer.passed?.(index);
    return { travel: kept };
  }

  #leave(station: Station<Travel> | undefined): void {
    if (!station || --station.items > 0) return;
    for (const other of this.#stations) other?.nudge?.();
  }

  #eachStation(stage: Each<Travel>, index: number): Station<Travel> {
    const capacity = stage.concurrency + (stage.queue ?? stage.concurrency * 2);
    const limit = pLimit({ concurrency: stage.concurrency, rejectOnClear: true });
    const context: StageContext = { ...this.context, patiently: lending(limit, stage.concurrency) };
    const work = async (item: ClaimedItem, travel: Travel) => {
      const since = performance.now();
      const hand = this.#hands.take();
      this.observer.inside(item, index, true, 0, hand);
      try {
        return await stage.run(item, travel, context);
      } finally {
        this.observer.inside(item, index, false, performance.now() - since, hand);
        this.#hands.giveBack(hand);
      }
    };
    return {
      name: stage.name,
      checkpoint: stage.checkpoint,
      gate: new Gate(capacity),
      capacity,
      run: (item, travel) => limit(work, item, travel),
      flush: () => limit.clearQueue(),
      items: 0,
    };
  }

  #batchStation(stage: Batch<Travel>, index: number): Station<Travel> {
    const capacity = stage.items ?? stage.maxParts * (stage.concurrency + 1);
    const batcher = new MicroBatcher<{ item: ClaimedItem; part: unknown }, unknown>({
      concurrency: stage.concurrency,
      maxParts: stage.maxParts,
      ...(stage.maxWeight === undefined ? {} : { maxWeight: stage.maxWeight }),
      waitMs: stage.waitMs,
      weigh: ({ part }) => stage.weigh?.(part) ?? 0,
      expectsMore: () =>
        (this.observer.expectsItems?.() ?? false) ||
        this.#stations.slice(0, index).some((station) => station && station.items > 0),
      run: async (entries) => {
        if (this.#isLeaving) throw new Released();
        const since = performance.now();
        const items = new Set(entries.map((entry) => entry.item));
        const hand = this.#hands.take();
        for (const item of items) this.observer.inside(item, index, true, 0, hand);
        try {
          return await inHalves(
            entries.map((entry) => entry.part),
            (parts) => this.#runParts(stage, parts),
            (error) => !this.#isLeaving && (stage.isOfParts ?? isRefused)(error),
          );
        } finally {
          const ms = (performance.now() - since) / items.size;
          for (const item of items) this.observer.inside(item, index, false, ms, hand);
          this.#hands.giveBack(hand);
        }
      },
    });
    return {
      name: stage.name,
      checkpoint: stage.checkpoint,
      gate: new Gate(capacity),
      capacity,
      run: async (item, travel) => {
        const results: unknown[] = [];
        for (const portion of portionsOf(stage.parts(item, travel), stage)) {
          const made = portion.map((part) => stage.keep?.get(part) ?? batcher.add({ item, part }));
          for (const result of await Promise.all(made)) results.push(result);
        }
        return stage.gather(item, travel, results);
      },
      flush: () => batcher.flush(),
      nudge: () => batcher.nudge(),
      items: 0,
    };
  }

  /** Results are kept before their items hear of them. */
  async #runParts(stage: Batch<Travel>, parts: readonly unknown[]): Promise<readonly unknown[]> {
    const results = await stage.run(parts, this.context);
    const { keep } = stage;
    if (keep && results.length === parts.length) {
      await this.observer.write?.(() => {
        for (const [index, part] of parts.entries()) {
          const result = results[index];
          if (!(result instanceof Error)) keep.put(part, result);
        }
      });
    }
    return results;
  }

  get #isLeaving(): boolean {
    return this.#draining || this.context.signal.aborted;
  }
}

/** Gives the place of an item that waits too long to another one, up to so many at a time. */
function lending(limit: LimitFunction, concurrency: number): StageContext["patiently"] {
  let lent = 0;
  const lend = (change: number) => {
    lent += change;
    limit.concurrency = concurrency + lent;
  };
  return async (promise, afterMs) => {
    let isLent = false;
    const timer = setTimeout(() => {
      if (lent >= concurrency) return;
      isLent = true;
      lend(1);
    }, afterMs);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      if (isLent) lend(-1);
    }
  };
}

/** The parts in order, in groups that weigh no more than one item's may at once; a heavier part is a group. */
function* portionsOf<Travel>(
  parts: readonly unknown[],
  { weigh, maxItemWeight = Number.POSITIVE_INFINITY }: Batch<Travel>,
): Generator<readonly unknown[]> {
  let portion: unknown[] = [];
  let weight = 0;
  for (const part of parts) {
    const own = weigh?.(part) ?? 0;
    if (portion.length > 0 && weight + own > maxItemWeight) {
      yield portion;
      portion = [];
      weight = 0;
    }
    portion.push(part);
    weight += own;
  }
  yield portion;
}

const none: readonly never[] = [];
const nothingAsked = { questions: none, decisions: {} };

/** Adds the keeping of the stage's result to what is written with the item. */
function withCheckpoint<Travel extends object>(
  checkpoint: CheckpointOf<Travel> | undefined,
  key: string | undefined,
  item: ClaimedItem,
  travel: Travel,
  result: StageResult<Travel>,
): StageResult<Travel> {
  if (!checkpoint || result.skip !== undefined) return result;
  const after = { ...travel, ...result.travel };
  const keepAs = key ?? checkpoint.key(item, after);
  if (keepAs === undefined) return result;
  return { ...result, saves: [...(result.saves ?? []), () => checkpoint.put(keepAs, after)] };
}

/** The service refused the request for what is in it. */
function isRefused(error: unknown): boolean {
  return error instanceof LoteError && error.code === "request-refused";
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

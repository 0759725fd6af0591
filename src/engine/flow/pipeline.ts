import pLimit from "p-limit";
import type { ClaimedItem, NewItem } from "../../stores/ledger.ts";
import { Gate } from "./gate.ts";
import { MicroBatcher } from "./micro-batcher.ts";
import type { Batch, CheckpointOf, Each, Stage, StageContext, StageResult } from "./stage.ts";

/** Where an item's way through the stages ended. */
export type Arrival<Travel> = {
  readonly travel: Travel;
  readonly saves: readonly (() => void)[];
  readonly children: readonly NewItem[];
} & (
  | { readonly at: "end" }
  /** It stands before a whole-run or job stage. */
  | { readonly at: "barrier"; readonly stage: number }
  | { readonly at: "skip"; readonly reason: string }
);

/** What the pipeline tells of its work. */
export interface PipelineObserver {
  /** The item goes into a stage, or came out of it after so many milliseconds. */
  inside(item: ClaimedItem, stage: number, entered: boolean, ms: number): void;
  /** It needed no work there: a checkpoint had the result. */
  passed?(stage: number): void;
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
  #draining = false;

  constructor(
    stages: readonly Stage<Travel>[],
    private readonly context: StageContext,
    private readonly observer: PipelineObserver,
  ) {
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
    /** The station before, which counts the item until it stands in the next one; and whose place it keeps. */
    let from: Station<Travel> | undefined;
    let place: Gate | undefined;
    try {
      for (let index = item.stage; index < this.#stations.length; index++) {
        const station = this.#stations[index];
        if (!station) return { at: "barrier", stage: index, travel, saves, children };
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
          if (result.skip !== undefined) return { at: "skip", reason: result.skip, travel, saves, children };
        } catch (error) {
          throw error instanceof Released || (this.#draining && isAbort(error))
            ? new Released(saves)
            : new StageFailure(station.name, error, saves);
        }
      }
      return { at: "end", travel, saves, children };
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
    const work = async (item: ClaimedItem, travel: Travel) => {
      const since = performance.now();
      this.observer.inside(item, index, true, 0);
      try {
        return await stage.run(item, travel, this.context);
      } finally {
        this.observer.inside(item, index, false, performance.now() - since);
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
    const capacity = stage.maxParts * (stage.concurrency + 1);
    const batcher = new MicroBatcher<{ item: ClaimedItem; part: unknown }, unknown>({
      concurrency: stage.concurrency,
      maxParts: stage.maxParts,
      ...(stage.maxWeight === undefined ? {} : { maxWeight: stage.maxWeight }),
      waitMs: stage.waitMs,
      weigh: ({ part }) => stage.weigh?.(part) ?? 0,
      expectsMore: () => this.#stations.slice(0, index).some((station) => station && station.items > 0),
      run: async (entries) => {
        if (this.#isLeaving) throw new Released();
        const since = performance.now();
        const items = new Set(entries.map((entry) => entry.item));
        for (const item of items) this.observer.inside(item, index, true, 0);
        try {
          return await stage.run(
            entries.map((entry) => entry.part),
            this.context,
          );
        } finally {
          const ms = (performance.now() - since) / items.size;
          for (const item of items) this.observer.inside(item, index, false, ms);
        }
      },
    });
    return {
      name: stage.name,
      checkpoint: stage.checkpoint,
      gate: new Gate(capacity),
      capacity,
      run: async (item, travel) => {
        const parts = stage.parts(item, travel);
        const results = await Promise.all(parts.map((part) => batcher.add({ item, part })));
        return stage.gather(item, travel, results);
      },
      flush: () => batcher.flush(),
      nudge: () => batcher.nudge(),
      items: 0,
    };
  }

  get #isLeaving(): boolean {
    return this.#draining || this.context.signal.aborted;
  }
}

const none: readonly never[] = [];

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

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

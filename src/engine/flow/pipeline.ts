import pLimit from "p-limit";
import type { ClaimedItem, NewItem } from "../../stores/ledger.ts";
import { Gate } from "./gate.ts";
import { MicroBatcher } from "./micro-batcher.ts";
import type { Batch, Each, Stage, StageContext, StageResult } from "./stage.ts";

/** Where an item's way through the stages ended. */
export type Arrival<Travel> = {
  readonly travel: Travel;
  readonly saves: (() => void)[];
  readonly children: NewItem[];
} & (
  | { readonly at: "end" }
  /** It stands before a whole-run or job stage. */
  | { readonly at: "barrier"; readonly stage: number }
  | { readonly at: "skip"; readonly reason: string }
);

/** What the pipeline tells of its work. */
export interface PipelineObserver {
  /** The item goes into a stage, or came out of it. */
  inside(item: ClaimedItem, stage: number, entered: boolean, ms: number): void;
}

/** The item was not taken further, since the worker is about to leave. Nothing is wrong with it. */
export class Released extends Error {
  /** What the stages before had finished, to be written nonetheless. */
  saves: readonly (() => void)[] = [];
}

/** A stage's failure, with the stage it happened in. */
export class StageFailure extends Error {
  /** What the stages before had finished, to be written nonetheless. */
  saves: readonly (() => void)[] = [];

  constructor(
    readonly stage: string,
    override readonly cause: unknown,
  ) {
    super(`in ${stage}`);
  }
}

/**
 * Where one item stands: inside one gate at a time. It leaves the last only once the next has let it in, so that what
 * a slow stage cannot take yet holds back the stage before it.
 */
class Standing {
  #gate: Gate | undefined;

  async moveTo(next: Gate | undefined): Promise<void> {
    const wait = next?.enter();
    if (wait) await wait;
    this.#gate?.leave();
    this.#gate = next;
  }

  leave(): void {
    this.#gate?.leave();
    this.#gate = undefined;
  }
}

type Runner<Travel> = (item: ClaimedItem, travel: Travel) => Promise<StageResult<Travel>>;

/**
 * Takes items through the stages of a workflow. Each stage has its pool (p-limit) and a bounded queue; an item
 * keeps its slot until the next stage's queue lets it in.
 */
export class Pipeline<Travel extends object> {
  readonly #gates: (Gate | undefined)[] = [];
  readonly #runners: (Runner<Travel> | undefined)[] = [];
  readonly #batchers: MicroBatcher<unknown, unknown>[] = [];
  /** How many items stand at each stage, those that wait before it included. */
  readonly #at: number[];
  #draining = false;

  constructor(
    private readonly stages: readonly Stage<Travel>[],
    private readonly context: StageContext,
    private readonly observer: PipelineObserver,
  ) {
    this.#at = stages.map(() => 0);
    for (const [index, stage] of stages.entries()) {
      if (stage.kind === "each") {
        this.#gates[index] = new Gate(stage.concurrency + (stage.queue ?? stage.concurrency * 2));
        this.#runners[index] = this.#eachRunner(stage, index);
      } else if (stage.kind === "batch") {
        this.#gates[index] = new Gate(stage.maxParts * (stage.concurrency + 1));
        this.#runners[index] = this.#batchRunner(stage, index);
      }
    }
  }

  /** How many items may usefully be under way at once. */
  get capacity(): number {
    return this.stages.reduce((sum, stage) => {
      if (stage.kind === "each") return sum + stage.concurrency * 3;
      if (stage.kind === "batch") return sum + stage.maxParts * (stage.concurrency + 1);
      return sum;
    }, 0);
  }

  /** From now on no item goes into a stage; those inside may finish it. */
  drain(): void {
    this.#draining = true;
  }

  /**
   * Takes the item from its stage as far as it goes.
   *
   * @throws StageFailure, Released
   */
  async travel(item: ClaimedItem, start: Travel): Promise<Arrival<Travel>> {
    const saves: (() => void)[] = [];
    const children: NewItem[] = [];
    const standing = new Standing();
    try {
      return await this.#travel(item, start, saves, children, standing);
    } catch (error) {
      if (error instanceof StageFailure || error instanceof Released) error.saves = saves;
      throw error;
    } finally {
      standing.leave();
    }
  }

  async #travel(
    item: ClaimedItem,
    start: Travel,
    saves: (() => void)[],
    children: NewItem[],
    standing: Standing,
  ): Promise<Arrival<Travel>> {
    let travel = start;
    for (let index = item.stage; index < this.stages.length; index++) {
      const stage = this.stages[index];
      const run = this.#runners[index];
      if (!stage || !run) return { at: "barrier", stage: index, travel, saves, children };
      this.#arrive(index);
      try {
        const result = await this.#pass(stage, index, run, item, travel, standing);
        if (result.travel) travel = { ...travel, ...result.travel };
        if (result.saves) saves.push(...result.saves);
        if (result.children) children.push(...result.children);
        if (result.skip !== undefined) return { at: "skip", reason: result.skip, travel, saves, children };
      } finally {
        this.#depart(index);
      }
    }
    return { at: "end", travel, saves, children };
  }

  async #pass(
    stage: Stage<Travel>,
    index: number,
    run: Runner<Travel>,
    item: ClaimedItem,
    travel: Travel,
    standing: Standing,
  ): Promise<StageResult<Travel>> {
    const { checkpoint } = stage;
    const key = checkpoint?.key(item, travel);
    if (checkpoint && key !== undefined) {
      const kept = checkpoint.get(key);
      if (kept) return { travel: kept };
    }
    await standing.moveTo(this.#gates[index]);
    try {
      this.#releaseIfLeaving();
      const result = await run(item, travel);
      const after = checkpoint && { ...travel, ...result.travel };
      const keepAs =
        checkpoint && after && result.skip === undefined ? (key ?? checkpoint.key(item, after)) : undefined;
      if (!checkpoint || !after || keepAs === undefined) return result;
      return { ...result, saves: [...(result.saves ?? []), () => checkpoint.put(keepAs, after)] };
    } catch (error) {
      // One of its own for each item: those of a batch were released by one and the same.
      throw error instanceof Released ? new Released() : new StageFailure(stage.name, error);
    }
  }

  #eachRunner(stage: Each<Travel>, index: number): Runner<Travel> {
    const limit = pLimit(stage.concurrency);
    return (item, travel) =>
      limit(async () => {
        this.#releaseIfLeaving();
        const since = performance.now();
        this.observer.inside(item, index, true, 0);
        try {
          return await stage.run(item, travel, this.context);
        } finally {
          this.observer.inside(item, index, false, performance.now() - since);
        }
      });
  }

  #batchRunner(stage: Batch<Travel>, index: number): Runner<Travel> {
    const batcher = new MicroBatcher<{ item: ClaimedItem; part: unknown }, unknown>({
      concurrency: stage.concurrency,
      maxParts: stage.maxParts,
      ...(stage.maxWeight === undefined ? {} : { maxWeight: stage.maxWeight }),
      waitMs: stage.waitMs,
      weigh: ({ part }) => stage.weigh?.(part) ?? 0,
      expectsMore: () => this.#at.slice(0, index).some((count) => count > 0),
      run: async (entries) => {
        this.#releaseIfLeaving();
        const since = performance.now();
        const items = [...new Set(entries.map((entry) => entry.item))];
        for (const item of items) this.observer.inside(item, index, true, 0);
        try {
          return await stage.run(
            entries.map((entry) => entry.part),
            this.context,
          );
        } finally {
          const ms = (performance.now() - since) / items.length;
          for (const item of items) this.observer.inside(item, index, false, ms);
        }
      },
    });
    this.#batchers.push(batcher as MicroBatcher<unknown, unknown>);
    return async (item, travel) => {
      const parts = stage.parts(item, travel);
      const results = await Promise.all(parts.map((part) => batcher.add({ item, part })));
      return stage.gather(item, travel, results);
    };
  }

  #releaseIfLeaving(): void {
    if (this.#draining || this.context.signal.aborted) throw new Released();
  }

  #arrive(index: number): void {
    this.#at[index] = (this.#at[index] ?? 0) + 1;
  }

  #depart(index: number): void {
    this.#at[index] = (this.#at[index] ?? 0) - 1;
    if (this.#at[index] === 0) for (const batcher of this.#batchers) batcher.nudge();
  }
}

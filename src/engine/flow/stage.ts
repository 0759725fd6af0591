import type { ClaimedItem, Json, NewItem } from "../../stores/ledger.ts";

/** What a stage may use besides its item. */
export interface StageContext {
  /** Aborted when the run is cancelled or the worker must leave. */
  readonly signal: AbortSignal;
  /** Something worth knowing that is no failure; it is stored with the run's events. */
  note(code: string, data?: Readonly<Record<string, string | number>>): void;
}

/**
 * What a stage makes of an item. `travel` is merged into what the item carries through the stages; `saves` are
 * written with the item's next commit, in one transaction with it.
 */
export interface StageResult<Travel> {
  readonly travel?: Partial<Travel>;
  readonly saves?: readonly (() => void)[];
  /** New items that this one gave rise to (the faces of a photo). */
  readonly children?: readonly NewItem[];
  /** The item ends here. */
  readonly skip?: string;
}

/** Where a stage's result is kept, so that it is worked out once for a content, a model and parameters. */
export interface CheckpointOf<Travel> {
  /** Undefined when nothing can be known before the stage has run. */
  key(item: ClaimedItem, travel: Travel): string | undefined;
  get(key: string): Partial<Travel> | undefined;
  /** Called inside the item's transaction. */
  put(key: string, travel: Travel): void;
}

interface StageBase<Travel> {
  readonly name: string;
  readonly checkpoint?: CheckpointOf<Travel>;
}

/** One item at a time, many in parallel. */
export interface Each<Travel> extends StageBase<Travel> {
  readonly kind: "each";
  readonly concurrency: number;
  /** Items that may wait before it; default twice the concurrency. */
  readonly queue?: number;
  run(item: ClaimedItem, travel: Travel, context: StageContext): Promise<StageResult<Travel>>;
}

/** Parts of several items together: a model's batch, an embedding request. */
export interface Batch<Travel, Part = unknown, Result = unknown> extends StageBase<Travel> {
  readonly kind: "batch";
  readonly concurrency: number;
  readonly maxParts: number;
  readonly maxWeight?: number;
  readonly waitMs: number;
  weigh?(part: Part): number;
  /** What of the item goes into batches; none means that the stage has nothing to do for it. */
  parts(item: ClaimedItem, travel: Travel): readonly Part[];
  /** One result or error a part, in order. */
  run(parts: readonly Part[], context: StageContext): Promise<readonly (Result | Error)[]>;
  /** All results of one item's parts. */
  gather(item: ClaimedItem, travel: Travel, results: readonly Result[]): StageResult<Travel>;
}

/** What a {@link Job} says when it is looked at. */
export type JobState =
  | { readonly state: "running"; readonly pollAfterMs: number }
  | { readonly state: "ended" }
  /** The service does not know it: it was never received, and is submitted again under the same key. */
  | { readonly state: "unknown" };

/** Submit, poll, settle, over hours: the items wait and hold no lease and no slot. */
export interface Job<Travel> extends StageBase<Travel> {
  readonly kind: "job";
  /** The most items of one job. */
  readonly maxItems: number;
  /** How long the first item waits for company while more may come. */
  readonly waitMs: number;
  /** Hands the work over. `key` is unique for this job: send it along, so that {@link find} finds it. */
  submit(
    key: string,
    items: readonly JobItem<Travel>[],
    context: StageContext,
  ): Promise<{ remote: string; pollAfterMs: number }>;
  /** The service's own id of the job with this key, if it was received. */
  find(key: string, context: StageContext): Promise<string | undefined>;
  poll(remote: string, context: StageContext): Promise<JobState>;
  /** What came of each item, by item key; an item left out is retried. */
  settle(
    remote: string,
    items: readonly JobItem<Travel>[],
    context: StageContext,
  ): Promise<ReadonlyMap<string, Partial<Travel> | Error>>;
}

export interface JobItem<Travel> {
  readonly key: string;
  readonly input: Json;
  readonly travel: Travel;
}

/** An item as a {@link WholeRun} stage sees it. */
export interface ReachedItem<Travel> {
  readonly id: number;
  readonly key: string;
  readonly input: Json;
  readonly travel: Travel;
  /** It still stands before the stage; others passed it earlier and cannot be changed any more. */
  readonly waiting: boolean;
}

/** Once over all items, after the stages before it: duplicates, grouping. Must be repeatable. */
export interface WholeRun<Travel> extends StageBase<Travel> {
  readonly kind: "whole-run";
  /** `items` streams and may be called again. Yields what changes for an item that waits. */
  run(
    items: () => Iterable<ReachedItem<Travel>>,
    context: StageContext,
  ): AsyncIterable<{ readonly id: number; readonly travel: Travel }>;
}

export type Stage<Travel> = Each<Travel> | Batch<Travel> | Job<Travel> | WholeRun<Travel>;

/** Lets a batch stage keep the types of its parts inside while the engine sees only {@link Stage}. */
export function batchStage<Travel, Part, Result>(stage: Batch<Travel, Part, Result>): Batch<Travel> {
  return stage as unknown as Batch<Travel>;
}

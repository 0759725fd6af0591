import type { ClaimedItem, Json, NewDecision, NewItem, NewQuestion } from "../../stores/ledger.ts";
import type { Cost } from "../../stores/sqlite/ledger/money.ts";

/** What a stage may use besides its item. */
export interface StageContext {
  /** Aborted when the run is cancelled or the worker must leave. */
  readonly signal: AbortSignal;
  /** Something worth knowing that is no failure; it is stored with the run's events. */
  note(code: string, data?: Readonly<Record<string, string | number>>): void;
  /**
   * Waits for somebody who may never answer: from `afterMs` on, another item may have this one's place in the stage's
   * pool until the promise settles. No more places than the pool has are given away so.
   */
  patiently<Result>(promise: Promise<Result>, afterMs: number): Promise<Result>;
  /** The only way to make a call that costs money: within the run's cap, and never twice for one key. */
  paid<Answer extends Json>(work: PaidWork<Answer>): Promise<Answer>;
}

/** What was bought, and at what price. */
export interface Bought<Answer extends Json> {
  readonly answer: Answer;
  readonly cost: Cost;
}

/** A call that costs money. */
export interface PaidWork<Answer extends Json> {
  /** What is bought: service, model, prompt version, subject. The same key is bought once in the workspace. */
  readonly key: string;
  readonly service: string;
  /** The row number of the item it is for, where it is for one. */
  readonly item?: number;
  /** The most it can cost, in dollars; `NaN` where the price is unknown, which is refused. */
  readonly worstUsd: number;
  /** Waits for the call's turn, before anything of it is journalled: nothing is at stake while it waits. */
  admit?(): Promise<void>;
  make(): Promise<Bought<Answer>>;
  /** Did the service surely not charge for the call that ended so: it was not sent, or refused? */
  isUnpaid(error: unknown): boolean;
  /** Looks the call of a process that died up at the service; without it such a call is lost. */
  find?(): Promise<Bought<Answer> | "not-received">;
  /** A lost call is not made again by itself; `repeat` for what is so cheap that it had better be. */
  readonly ifLost?: "stop" | "repeat";
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
  /**
   * The most weight of one item's parts that is on its way at once: the rest follows when that is done, and parts of
   * other items come in between. All of them at once where left out.
   */
  readonly maxItemWeight?: number;
  readonly waitMs: number;
  /** Items that may stand in it at once; enough to fill its batches by one part each where left out. */
  readonly items?: number;
  weigh?(part: Part): number;
  /** What of the item goes into batches; none means that the stage has nothing to do for it. */
  parts(item: ClaimedItem, travel: Travel): readonly Part[];
  /**
   * Where the result of each part is kept as soon as its batch has landed: a part whose item fails by another one of its
   * parts, or whose worker dies, is not bought again.
   */
  readonly keep?: KeptParts<Part, Result>;
  /**
   * May the error that ended a batch come from some of its parts only? Then its halves are run, until the part is alone.
   * Left out: where the service refused the request itself.
   */
  isOfParts?(error: unknown): boolean;
  /** One result or error a part, in order. */
  run(parts: readonly Part[], context: StageContext): Promise<readonly (Result | Error)[]>;
  /** All results of one item's parts. */
  gather(item: ClaimedItem, travel: Travel, results: readonly Result[]): StageResult<Travel>;
}

/** Results of a batch stage's parts, by what is in them. */
export interface KeptParts<Part, Result> {
  get(part: Part): Result | undefined;
  /** Called inside a transaction. */
  put(part: Part, result: Result): void;
}

/** What a {@link Job} says when it is looked at. */
export type JobState =
  | { readonly state: "running"; readonly pollAfterMs: number }
  | { readonly state: "ended" }
  /** The service does not know it: it was never received, and is submitted again under the same key. */
  | { readonly state: "unknown" }
  /** The service would not take it: nothing of it was worked on, and each of its items says why. */
  | { readonly state: "refused"; readonly reason: Error }
  /** The service would not take so much at once; `limit` where it says how much it takes. */
  | { readonly state: "over-queue"; readonly limit?: number };

/** Thrown by {@link Job.submit}: the service does not take so much at once. */
export class OverQueue extends Error {
  /** @param limit how much it takes, where it says so */
  constructor(readonly limit?: number) {
    super("the service's queue is full");
  }
}

/** What a service has waiting at a time. */
export interface JobQueue {
  /** What is limited together: host and model. */
  readonly name: string;
  /** The most weight that may wait; null where that is not known. */
  readonly limit: number | null;
}

/** Submit, poll, settle, over hours: the items wait and hold no lease and no slot. */
export interface Job<Travel> extends StageBase<Travel> {
  readonly kind: "job";
  /** The most items of one job. */
  readonly maxItems: number;
  /** How long the first item waits for company while more may come. */
  readonly waitMs: number;
  /** Is it for this item? The others go past it. All are where left out. */
  wants?(travel: Travel): boolean;
  /** What an item counts for at the service: its tokens. Items are not weighed where left out. */
  weigh?(item: JobItem<Travel>): number;
  /** The most weight of one job. */
  readonly maxWeight?: number;
  /** How many requests an item is at the service, and how many a job may have. An item is one where left out. */
  parts?(item: JobItem<Travel>): number;
  readonly maxParts?: number;
  /**
   * Limits what may wait at the service over all jobs, in all runs and processes: jobs are made to fit, and new ones are
   * handed over as others end. Needs {@link weigh}.
   */
  readonly queue?: JobQueue;
  /**
   * The most that the job can cost, dollars: reserved before it is submitted, and held against the run's cap until it is
   * settled. `NaN` where the price is unknown, which is refused. Left out, it costs nothing.
   */
  worstUsd?(items: readonly JobItem<Travel>[]): number;
  /** Hands the work over. `key` is unique for this job: send it along, so that {@link find} finds it. */
  submit(
    key: string,
    items: readonly JobItem<Travel>[],
    context: StageContext,
  ): Promise<{ remote: string; pollAfterMs: number }>;
  /** The service's own id of the job with this key, if it was received. */
  find(key: string, context: StageContext): Promise<string | undefined>;
  poll(remote: string, context: StageContext): Promise<JobState>;
  /** Asks the service to work on it no further: the run was cancelled. It is polled and settled as before after that. */
  cancel?(remote: string, context: StageContext): Promise<void>;
  /** Takes what came of it. It may be called again: what was paid for must be kept first, and found again then. */
  settle(
    remote: string,
    items: readonly JobItem<Travel>[],
    context: StageContext,
  ): Promise<JobOutcome<Travel>>;
}

/** What a job came to. */
export interface JobOutcome<Travel> {
  /** What came of each item, by item key; an item left out is retried. */
  readonly results: ReadonlyMap<string, Partial<Travel> | Error>;
  /** What the service charged for all of it, by its own usage. */
  readonly cost?: Cost;
}

export interface JobItem<Travel> {
  readonly key: string;
  /** How often a job brought nothing for it that could be used. */
  readonly attempts: number;
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

/**
 * A question in the middle: what comes after depends on the answer. The policy answers it, or the item waits in
 * review and goes on from here.
 */
export interface Ask<Travel> {
  readonly kind: "ask";
  readonly name: string;
  /** None: the item goes on. */
  questions(item: ClaimedItem, travel: Travel): readonly NewQuestion[];
  /** What the answers mean; `choice` is a candidate's id, or null for none of them. */
  answered(item: ClaimedItem, travel: Travel, answers: readonly Answer[]): StageResult<Travel>;
}

/** An answered question. */
export interface Answer {
  readonly question: string;
  readonly choice: string | null;
  readonly by: NewDecision["by"];
}

export type Stage<Travel> = Each<Travel> | Batch<Travel> | Job<Travel> | WholeRun<Travel> | Ask<Travel>;

/** Lets a batch stage keep the types of its parts inside while the engine sees only {@link Stage}. */
export function batchStage<Travel, Part, Result>(stage: Batch<Travel, Part, Result>): Batch<Travel> {
  return stage as unknown as Batch<Travel>;
}

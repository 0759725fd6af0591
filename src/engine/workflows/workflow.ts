import type {
  ClaimedItem,
  EffectRow,
  Json,
  NewEffect,
  NewItem,
  NewQuestion,
  RunRow,
} from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import type { EngineSettings } from "../config/engine-settings.ts";
import type { Answer, Stage, StageContext } from "../flow/stage.ts";
import type { RateLimiter } from "../limits/rate-limiter.ts";
import type { QueryDefinition } from "../queries/query.ts";

/** What is known of a run before it starts. Null means that it cannot be known. */
export interface Estimate {
  readonly items: number | null;
  /** Requests to services. */
  readonly requests: number;
  readonly usd: number;
  readonly seconds: number | null;
  /** What is missing: each is something the person can mend, with the command that does. */
  readonly missing: readonly {
    readonly code: string;
    readonly data: Readonly<Record<string, string | number>>;
  }[];
  /** The workflow's own figures. */
  readonly detail: Json;
}

/** An effect to be performed. `before` is null until something was secured. */
export type PlannedEffect = Pick<EffectRow, "kind" | "plan" | "before">;

/** What effects outside the store work with. */
export interface EffectContext {
  /** Aborted when the run is cancelled or the worker must leave; what is thrown then leaves everything as it is. */
  readonly signal: AbortSignal;
  /**
   * To be awaited directly before the one step that changes the target. Sees to it that this worker still holds the
   * item, and that `before`, all that taking the change back needs, is on the disk.
   *
   * @throws what must be let through: the item is another worker's by now, or this one is about to leave
   */
  secure(before?: Json): Promise<void>;
}

/**
 * What a workflow says; everything else is the engine's. `Travel` is what an item carries through the stages in
 * memory: it may hold pixels. What of it must survive is said by {@link carry}.
 */
export interface Workflow<Travel extends object> {
  readonly name: string;
  readonly stages: readonly Stage<Travel>[];

  /** The source, streamed. Reading it again gives the same keys. */
  items(context: StageContext): AsyncIterable<NewItem>;

  /** How an item starts, or goes on after it was parked. */
  begin(item: ClaimedItem): Travel;
  /** What must survive when the item is parked; small. */
  carry(travel: Travel): Json;
  /** The workflow's own account of an item, and of what is changed for it. */
  result(travel: Travel, effect?: Pick<NewEffect, "kind" | "plan">): Json;

  /** What must be decided; none means that the item is planned at once. */
  questions?(item: ClaimedItem, travel: Travel): readonly NewQuestion[];
  /** What the answers change; null when nothing. A few items are planned at once, so it may read their files. */
  plan?(item: ClaimedItem, travel: Travel, answers: readonly Answer[]): Promise<NewEffect | null>;
  /**
   * Does what the effect does outside the store, and returns its part in the store, which gives all that taking it
   * back needs. It may be called again after a crash at any instant, and then finds in `before` what it secured.
   *
   * @throws LoteError `target-changed`, `file-changed`, `file-gone`: the target is not what was planned for. The
   * effect is dropped; what else is thrown leaves it planned, to be performed when the item is tried again.
   */
  perform?(effect: PlannedEffect, item: ClaimedItem, context: EffectContext): Promise<() => Json>;
  /**
   * Takes the effect back outside the store, and returns its part in the store. It may be called again after a crash
   * at any instant, and for an effect that is only planned: then nothing of it is in the store.
   *
   * @throws LoteError `target-changed`, `not-kept`, `file-changed`, `file-gone`, from either part, before it changes anything:
   * the target was changed since, or what was there before is not kept. The effect stays in force, and the person is told why.
   */
  revert?(effect: EffectRow, context: EffectContext): Promise<() => void>;

  /** All items are through: what is done once, before the run is over. It may be called again after a crash. */
  finish?(): Promise<void>;
  /** The workflow's own account of the run: `detail` of the one document. */
  summary?(run: RunRow): Json | Promise<Json>;
  close(): Promise<void>;
}

/** What a workflow gets to work with. */
export interface WorkflowEnvironment {
  readonly stores: Stores;
  readonly run: RunRow;
  readonly signal: AbortSignal;
  /** Kept for this machine: calibrations, proofs of providers. */
  readonly cacheFolder: string;
  readonly settings: EngineSettings;
  /** The limits of services, which all workers of the workspace keep together. */
  readonly limiter: RateLimiter;
  note(code: string, data?: Readonly<Record<string, string | number>>): void;
}

/** A workflow as the registry knows it: nothing heavy is imported before `open`. */
export interface WorkflowDefinition {
  readonly name: string;
  /** What can be asked of what the workflow knows, without a run. */
  readonly queries?: readonly QueryDefinition[];
  open(environment: WorkflowEnvironment): Promise<Workflow<object>>;
}

/** By name; each is imported when a run needs it. */
export type WorkflowRegistry = Readonly<Record<string, () => Promise<WorkflowDefinition>>>;

/** Lets a definition keep its own `Travel` while the engine sees only objects. */
export function asWorkflow<Travel extends object>(workflow: Workflow<Travel>): Workflow<object> {
  return workflow as unknown as Workflow<object>;
}

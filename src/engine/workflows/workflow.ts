import type {
  ClaimedItem,
  EffectRow,
  Json,
  NewDecision,
  NewEffect,
  NewItem,
  NewQuestion,
  RunRow,
} from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import type { Stage, StageContext } from "../flow/stage.ts";

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

/** An answered question. */
export interface Answer {
  readonly question: string;
  readonly choice: string | null;
  readonly by: NewDecision["by"];
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
  /** The workflow's own account of a finished item. */
  result(travel: Travel): Json;

  /** What must be decided; none means that the item is planned at once. */
  questions?(item: ClaimedItem, travel: Travel): readonly NewQuestion[];
  /** What the answers change; null when nothing. File effects note here all that taking them back needs. */
  plan?(item: ClaimedItem, travel: Travel, answers: readonly Answer[]): Promise<NewEffect | null>;
  /**
   * Effects that live in the workspace's store alone are performed in the item's own transaction; others are
   * stored as planned first.
   */
  readonly effectsInStore?: boolean;
  /** Idempotent. Returns its part in the store, which gives what it replaced. */
  perform?(effect: NewEffect, item: ClaimedItem): Promise<() => Json>;
  /** Returns its part in the store, which says false when the target changed since. */
  revert?(effect: EffectRow): Promise<() => boolean>;

  /** The workflow's own account of the run: `detail` of the one document. */
  summary?(run: RunRow): Json;
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
  note(code: string, data?: Readonly<Record<string, string | number>>): void;
}

/** Settings of the machine rather than of the run. */
export interface EngineSettings {
  readonly device?: "auto" | "cuda" | "webgpu" | "cpu";
  readonly threads?: number;
  readonly concurrency?: number;
}

/** A workflow as the registry knows it: nothing heavy is imported before `open`. */
export interface WorkflowDefinition {
  readonly name: string;
  open(environment: WorkflowEnvironment): Promise<Workflow<object>>;
}

/** By name; each is imported when a run needs it. */
export type WorkflowRegistry = Readonly<Record<string, () => Promise<WorkflowDefinition>>>;

/** Lets a definition keep its own `Travel` while the engine sees only objects. */
export function asWorkflow<Travel extends object>(workflow: Workflow<Travel>): Workflow<object> {
  return workflow as unknown as Workflow<object>;
}

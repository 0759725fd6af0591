import type { Policy } from "../../../stores/ledger.ts";
import type { StartRequest } from "../../run/start.ts";
import type { Columns } from "./source/columns.ts";
import type { Tier } from "./tiers.ts";

/** What the products commands ask the engine for. The parameters are what a run remembers. */

/** How models are asked; `auto` decides by how many products are new. */
export const modes = ["auto", "batch", "sync", "rules"] as const;
export type Mode = (typeof modes)[number];

/** Requests of one batch where nobody says how many, and the most that a service takes. */
export const usualBatchSize = 10_000;
export const largestBatch = 50_000;

export interface NormalizeParameters {
  readonly path: string;
  readonly columns: Columns;
  readonly mode: Mode;
  /** One tier for all products; null: each goes where the router sends it. */
  readonly route: Tier | null;
  /** One model for all tiers; null: each tier's own. */
  readonly model: string | null;
  readonly batchSize: number;
  readonly max: number | null;
}

/** Normalises the products of a file. */
export function normalizeRequest(parameters: NormalizeParameters, policy: Policy): StartRequest {
  return {
    workflow: "products.normalize",
    parameters: { ...parameters, columns: { ...parameters.columns } },
    policy,
  };
}

/** From which likeness on, 0 to 1, two names are one product, and from which on a person is asked. */
export interface MatchThresholds {
  readonly sure: number;
  readonly doubtful: number;
}

export const usualThresholds: MatchThresholds = { sure: 0.75, doubtful: 0.5 };

export interface MatchParameters extends MatchThresholds {
  /** The most offers that are compared; null for all. */
  readonly max: number | null;
}

/** Groups the same product of several retailers, among all that were normalised. */
export function matchRequest(parameters: MatchParameters, policy: Policy): StartRequest {
  return { workflow: "products.match", parameters: { ...parameters }, policy };
}

export interface WarmParameters {
  readonly path: string;
  readonly columns: Columns;
  /** Where they are kept, for words: two indexes are two runs. Null: the workspace's own. Older runs say nothing. */
  readonly index?: string | null;
  /** The model of all tiers whose answers they are to be; null: each tier's own. */
  readonly model: string | null;
  readonly max: number | null;
}

/** Keeps the answers of a file of normalised products, to be given again. */
export function warmRequest(parameters: WarmParameters, policy: Policy): StartRequest {
  return {
    workflow: "products.warm",
    parameters: { ...parameters, columns: { ...parameters.columns } },
    policy,
  };
}

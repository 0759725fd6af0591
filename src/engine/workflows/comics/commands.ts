import type { Policy } from "../../../stores/ledger.ts";
import type { StartRequest } from "../../run/start.ts";

/** What the comics commands ask the engine for. The parameters are what a run remembers. */

export interface CatalogueParameters {
  /** Absolute paths of folders, pictures, archives and CSV files; empty: every cover that is known already. */
  readonly paths: readonly string[];
  /** Make vectors again that are there already. */
  readonly force: boolean;
  /** Model name; the embedded default when null. */
  readonly model: string | null;
  /** At most so many items. */
  readonly max: number | null;
}

export interface ClassifyParameters {
  readonly paths: readonly string[];
  /** Comics that are linked already, too. */
  readonly all: boolean;
  /** Cosine under which nothing is suggested; the space's own default when null. */
  readonly threshold: number | null;
  readonly model: string | null;
  readonly max: number | null;
}

/** Adds to the catalogue, or with no paths makes the vectors that are missing. */
export function catalogueRequest(parameters: CatalogueParameters, policy: Policy): StartRequest {
  return { workflow: "comics.catalogue", parameters: { ...parameters }, policy };
}

/** Matches comics to the catalogue. */
export function classifyRequest(parameters: ClassifyParameters, policy: Policy): StartRequest {
  return { workflow: "comics.classify", parameters: { ...parameters }, policy };
}

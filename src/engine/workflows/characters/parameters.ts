import type { Policy } from "../../../stores/ledger.ts";
import type { StartRequest } from "../../run/start.ts";
import type { Correction } from "./correct/workflow.ts";
import type { PictureStep } from "./pictures/find-pictures.ts";

/** What the characters commands ask the engine for. The parameters are what a run remembers. */

/** Where the names come from. */
export type NameSource =
  | { readonly kind: "names"; readonly names: readonly string[] }
  /** A CSV file with one name a line, or with a column of them. */
  | { readonly kind: "file"; readonly path: string; readonly column: string | null }
  | { readonly kind: "list"; readonly list: string };

export interface ImportParameters {
  readonly source: NameSource;
  /** What the names have in common: it tells namesakes apart. */
  readonly category: string | null;
  /** Where pictures are looked for, in this order; empty: nowhere. */
  readonly pictures: readonly PictureStep[];
  /** So many at a time. */
  readonly concurrency: number;
  /** Ask again for those who are imported already. */
  readonly refresh: boolean;
  readonly max: number | null;
}

export interface NamesParameters {
  readonly category: string;
  /** 1 to 100. */
  readonly count: number;
  readonly model: string | null;
  /** What the list is saved as. */
  readonly list: string;
}

/** Imports people and characters. */
export function importRequest(parameters: ImportParameters, policy: Policy): StartRequest {
  return {
    workflow: "characters.import",
    parameters: { ...parameters, source: { ...parameters.source } },
    policy,
  };
}

/** Has a list of names proposed for a category. */
export function namesRequest(parameters: NamesParameters, policy: Policy): StartRequest {
  return { workflow: "characters.names", parameters: { ...parameters }, policy };
}

/** Corrects somebody in the collection. */
export function correctRequest(correction: Correction, policy: Policy): StartRequest {
  return { workflow: "characters.correct", parameters: { ...correction }, policy };
}

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
  /**
   * Whether what is known of the issue is written into the ComicInfo.xml of the cbz that is linked to it: never, where
   * that says nothing yet, or whatever it says.
   */
  readonly comicInfo: "never" | "fill" | "overwrite";
}

export interface CalibrateParameters {
  readonly model: string | null;
  /** At most so many examples; as many as usual when null. */
  readonly max: number | null;
}

export interface BabelcomicsParameters {
  /** Absolute path of its SQLite file. */
  readonly database: string;
  readonly model: string | null;
  readonly max: number | null;
}

/** Takes over the catalogue, comics and links of a Babelcomics 4 database. */
export function babelcomicsRequest(parameters: BabelcomicsParameters, policy: Policy): StartRequest {
  return { workflow: "comics.import", parameters: { ...parameters }, policy };
}

/** Adds to the catalogue, or with no paths makes the vectors that are missing. */
export function catalogueRequest(parameters: CatalogueParameters, policy: Policy): StartRequest {
  return { workflow: "comics.catalogue", parameters: { ...parameters }, policy };
}

/** Matches comics to the catalogue. */
export function classifyRequest(parameters: ClassifyParameters, policy: Policy): StartRequest {
  return { workflow: "comics.classify", parameters: { ...parameters }, policy };
}

/** Fits probabilities to the catalogue's covers, distorted, and to a person's own answers. */
export function calibrateRequest(parameters: CalibrateParameters, policy: Policy): StartRequest {
  return { workflow: "comics.calibrate", parameters: { ...parameters }, policy };
}

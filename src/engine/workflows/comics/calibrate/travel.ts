import type { ErrorCode } from "../../../errors/catalogue.ts";
import type { ErrorData } from "../../../errors/lote-error.ts";
import type { StrengthName } from "../../../images/distort/strengths.ts";
import type { StoredCalibration } from "../../../matching/calibration/stored-calibration.ts";
import type { SourceFile } from "../../../sources/walk.ts";
import type { MatchTravel } from "../classify/match-stages.ts";

/** Which issue a picture truly shows. */
export interface Truth {
  /** The issue's key; null where the catalogue does not hold it, or a person said that it is none of those shown. */
  readonly issue: string | null;
  /** The issue is in the catalogue, but is to be left out of what is matched: as if it were not. */
  readonly withheld?: string;
  /** Issues that a person said no to. */
  readonly not?: readonly string[];
}

/** What is done to a cover; the same gives the same picture. */
export interface Distortion {
  readonly strength: StrengthName;
  readonly seed: string;
}

/** A picture whose answer is known. */
export interface ExampleInput {
  readonly file: SourceFile;
  readonly truth: Truth;
  /** How to distort it; a person's own comic is taken as it is. */
  readonly distortion?: Distortion;
  /** The content that the answer was given for: another one since says nothing. */
  readonly content?: string;
}

/** What an example carries through the stages. */
export interface CalibrateTravel extends MatchTravel {
  readonly truth?: Truth;
  readonly distortion?: Distortion;
  readonly content?: string;
  /** The evidence of the best candidate, and whether that is the true one; null where nothing is known of it. */
  readonly match?: { readonly numbers: readonly number[]; readonly right: boolean } | null;
  /** Of the one item that stands for the fit. */
  readonly fit?: Fit;
}

/** What came of the fit: a calibration, or why there is none. */
export type Fit =
  | { readonly calibration: StoredCalibration }
  | { readonly problem: { readonly code: ErrorCode; readonly data: ErrorData } };

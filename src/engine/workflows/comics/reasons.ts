import type { Reason } from "../../../stores/ledger.ts";

/** Why a cover is, or is not, a comic's issue, as the comics workflow says it. What shows them has a row for each. */
export type ComicsReasonCode =
  | "cosine"
  | "margin"
  | "no-rival"
  | "overlay"
  | "title-seen"
  | "weakest-part"
  | "own-scan"
  | "twin"
  | "hash"
  | "colour"
  | "series"
  | "number"
  | "year"
  | "title"
  | "duplicate"
  | "straightened"
  | "trimmed"
  | "wraparound"
  | "page-unsure";

export interface ComicsReason extends Reason {
  readonly code: ComicsReasonCode;
}

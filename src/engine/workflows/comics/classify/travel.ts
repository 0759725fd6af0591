import type { Candidate, Recommendation } from "../../../../stores/ledger.ts";
import type { MatchTravel } from "./match-stages.ts";

/** What a comic carries through the stages of a classification. */
export interface ClassifyTravel extends MatchTravel {
  /** Best first, one for each issue. */
  readonly candidates?: readonly Candidate[];
  readonly recommendation?: Recommendation;
  /** Other comics that claim the same issue. */
  readonly rivals?: readonly string[];
}

import type { IssueRow } from "../../../../stores/comics.ts";
import type { Evidence } from "../../../matching/evidence.ts";
import { type IssueHints, textOpinion } from "../issue.ts";
import type { ComicsReason } from "../reasons.ts";

/** What a comic's own words say about an issue, in all and one by one. */
export function textEvidence(
  hints: IssueHints,
  issue: IssueRow,
): { readonly text: Evidence["text"]; readonly reasons: readonly ComicsReason[] } {
  const opinion = textOpinion(hints, issue);
  const reasons: ComicsReason[] = [];
  for (const code of ["series", "number", "year", "title"] as const) {
    const agrees = opinion[code];
    const hint = hints[code];
    if (agrees !== null && hint !== undefined)
      reasons.push({ code, speaks: agrees ? "for" : "against", data: { hint } });
  }
  // A folder may be named anything, so another series alone is no objection; with another number it is.
  const otherPart = opinion.series === true && (opinion.number === false || opinion.year === false);
  const otherComic = opinion.series === false && opinion.number === false;
  const against = otherPart || otherComic || opinion.title === false;
  const agrees = (opinion.series === true && opinion.number === true) || opinion.title === true;
  return { text: against ? "against" : agrees ? "for" : "silent", reasons };
}

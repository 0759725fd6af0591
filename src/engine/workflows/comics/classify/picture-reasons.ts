import type { IssueRow } from "../../../../stores/comics.ts";
import type { Alignment, Evidence } from "../../../matching/evidence.ts";
import { isSameDrawing, otherPrint, seenTitle, verdictOf } from "../../../matching/recommend.ts";
import { issueLabel } from "../issue.ts";
import type { ComicsReason } from "../reasons.ts";
import type { ComparedCover } from "./compare.ts";

/** What the pictures say for a candidate and against it. `rival` is the best other issue. */
export function pictureReasons(
  evidence: Evidence,
  { twin, scan, byScan }: ComparedCover,
  rival: IssueRow | undefined,
): ComicsReason[] {
  const { cosine, margin, hashDistance, colourSimilarity, alignment } = evidence;
  return [
    { code: "cosine", speaks: "info", data: { value: round(cosine) } },
    margin === null || !rival
      ? { code: "no-rival", speaks: "for" }
      : {
          code: "margin",
          speaks: margin > 0 ? "for" : "against",
          data: { value: round(margin), rival: issueLabel(rival) },
        },
    ...(alignment ? alignmentReasons(alignment) : []),
    ...(scan
      ? ([
          {
            code: "own-scan",
            speaks: byScan || isSameDrawing(alignment) ? "for" : "info",
            data: { value: round(scan.cosine), path: scan.path },
          },
        ] as const)
      : []),
    ...(twin ? [{ code: "twin", speaks: "against", data: { other: issueLabel(twin) } } as const] : []),
    {
      code: "hash",
      speaks: hashDistance <= 14 ? "for" : hashDistance >= 26 ? "against" : "info",
      data: { distance: hashDistance },
    },
    {
      code: "colour",
      speaks: colourSimilarity >= 0.5 ? "for" : colourSimilarity < 0.2 ? "against" : "info",
      data: { value: round(colourSimilarity) },
    },
  ];
}

/** Of pictures without a drawing in common there is only that to say. */
function alignmentReasons(alignment: Alignment): ComicsReason[] {
  const { points, area, title, weakest } = alignment;
  if (verdictOf(alignment) === "other")
    return [{ code: "overlay", speaks: "against", data: { value: 0, points } }];
  const isHidden = verdictOf(alignment) === "hidden";
  return [
    { code: "overlay", speaks: isHidden ? "info" : "for", data: { value: round(area), points } },
    { code: "title-seen", speaks: title >= seenTitle ? "for" : "info", data: { value: round(title) } },
    {
      code: "weakest-part",
      speaks: weakest < otherPrint ? "against" : "for",
      data: { value: round(weakest) },
    },
  ];
}

/** Four places: what a reader can use, and equal on every machine. */
export function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

import type { Candidate, Recommendation } from "../../../../stores/ledger.ts";
import { colourSimilarity } from "../../../images/colour-signature.ts";
import { hammingDistance } from "../../../images/perceptual-hash.ts";
import {
  type Calibration,
  type Evidence,
  features,
  probabilityOf,
  type Scale,
} from "../../../matching/evidence.ts";
import { isSameDrawing, recommend, sharesDrawing } from "../../../matching/recommend.ts";
import type { CoverFeatures } from "../cover-features.ts";
import { issueLabel } from "../issue.ts";
import type { ComicsReason } from "../reasons.ts";
import type { ComparedCover } from "./compare.ts";
import { pictureReasons, round } from "./picture-reasons.ts";
import { textEvidence } from "./text-evidence.ts";

/** What is suggested for a comic. */
export interface Suggestion {
  /** One for each issue, best first. */
  readonly candidates: readonly Candidate[];
  /** What the first of them deserves. */
  readonly recommendation: Recommendation;
  /** Its evidence as numbers, for a calibration to be fitted to; null where there is none. */
  readonly numbers: readonly number[] | null;
}

export interface SuggestOptions {
  readonly scale: Scale;
  /** The cosine under which a person wants nothing suggested; the space's own, but for equal drawings, when null. */
  readonly threshold?: number | null;
  readonly calibration?: Calibration | null;
}

/** So many issues are shown to a person. */
const shown = 5;

/**
 * From the nearest covers to candidates: one for each issue (its nearest variant), best first, with the reasons,
 * and what the first of them deserves.
 */
export function toCandidates(
  comic: CoverFeatures,
  compared: readonly ComparedCover[],
  { scale, threshold = null, calibration = null }: SuggestOptions,
): Suggestion {
  // A faint rival is one, though it is not suggested: else a higher threshold would hide the rivals of a doubtful
  // match, and have it applied.
  const rivals = bestOfEachIssue(compared);
  const suggested = rivals.filter(({ cosine, alignment, byScan = false }) =>
    threshold === null ? cosine >= scale.suggest || sharesDrawing(alignment) || byScan : cosine >= threshold,
  );
  const hash = Uint8Array.fromHex(comic.hash);
  const colour = Uint8Array.fromHex(comic.colour);
  const weighed = suggested.map((one) => {
    const rival = nearestOther(one, rivals);
    const words = textEvidence(comic.hints, one.issue);
    const evidence: Evidence = {
      cosine: one.cosine,
      margin: rival ? one.cosine - rival.cosine : null,
      hashDistance: hammingDistance(hash, one.cover.hash),
      colourSimilarity: colourSimilarity(colour, one.cover.colour),
      alignment: one.alignment,
      text: words.text,
      twin: one.twin !== undefined,
      byScan: one.byScan ?? false,
    };
    const reasons = [...pictureReasons(evidence, one, rival?.issue), ...words.reasons];
    return { one, evidence, reasons, probability: probabilityOf(evidence, calibration) };
  });
  const best = weighed[0];
  return {
    recommendation: best ? recommend(best.evidence, scale, best.probability) : "none",
    numbers: best ? features(best.evidence) : null,
    candidates: weighed
      .slice(0, shown)
      .map(({ one, reasons, probability }) => toCandidate(one, reasons, probability)),
  };
}

/** Of each issue the cover that stands for it: those with the comic's drawing first, the others by cosine. */
function bestOfEachIssue(compared: readonly ComparedCover[]): ComparedCover[] {
  const ranked = compared.toSorted(
    (a, b) => drawingRank(b) - drawingRank(a) || b.cosine - a.cosine || a.cover.id - b.cover.id,
  );
  const best = new Map<string, ComparedCover>();
  for (const one of ranked) if (!best.has(one.issue.key)) best.set(one.issue.key, one);
  return [...best.values()];
}

/** The same drawing before one that only an own scan has, that before a reprint's, and more of it before less. */
function drawingRank({ alignment, byScan }: ComparedCover): number {
  if (isSameDrawing(alignment)) return 3;
  if (byScan) return 2;
  return alignment && sharesDrawing(alignment) ? alignment.area : 0;
}

/** The best cosine among the other issues. */
function nearestOther(one: ComparedCover, rivals: readonly ComparedCover[]): ComparedCover | undefined {
  return rivals
    .filter(({ issue }) => issue.key !== one.issue.key)
    .reduce<ComparedCover | undefined>(
      (best, other) => (best && best.cosine >= other.cosine ? best : other),
      undefined,
    );
}

function toCandidate(
  { cover, issue, cosine }: ComparedCover,
  reasons: readonly ComicsReason[],
  probability: number | null,
): Candidate {
  return {
    id: cover.name,
    label: issueLabel(issue),
    score: round(cosine),
    probability: probability === null ? null : round(probability),
    target: issue.key,
    preview: cover.content,
    reasons,
    data: { path: cover.path, series: issue.series, number: issue.number, year: issue.year },
  };
}

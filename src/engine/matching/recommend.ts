import type { Recommendation } from "../../stores/ledger.ts";
import type { Alignment, Evidence, Scale } from "./evidence.ts";

/** Hashes of one picture differ in so many bits at most after scanning; unrelated ones in 20 to 44. */
const sameHash = 14;
/** Beyond this the hash says that it is another picture, or a strong crop of it. */
const otherHash = 26;
/** Colours of one picture under another light. */
const sameColour = 0.5;
const otherColour = 0.2;

/** From here a calibrated match is likely, and may be applied unseen. */
const likely = 0.8;
const sure = 0.97;

/** What the second signals say about the candidate, next to its vector. */
export type SecondOpinion = "agrees" | "silent" | "objects";

/**
 * The second opinion: perceptual hash and colour. The hash counts for more, since it looks at the drawing and
 * the colour only at where its tones lie.
 */
export function secondOpinion({ hashDistance, colourSimilarity }: Evidence): SecondOpinion {
  if (hashDistance <= sameHash && colourSimilarity > otherColour) return "agrees";
  if (hashDistance >= otherHash && colourSimilarity < sameColour) return "objects";
  if (hashDistance <= (sameHash + otherHash) / 2 && colourSimilarity >= sameColour) return "agrees";
  return "silent";
}

/** Unrelated pictures have a handful of points in common, and two covers with one logo a few dozens, all in it. */
const fewestPoints = 20;
const leastArea = 0.25;
/** Of two printings of one picture at least so much is the same. */
const printedAgain = 0.5;
/** Where the weakest part agrees less, something else is printed there. */
export const otherPrint = 0.75;
/** Of a cover, and of its title, so much must be seen before it may be applied unseen. */
const seenArea = 0.4;
export const seenTitle = 0.2;

/**
 * What laying one picture over the other says: `same` drawing all over; `hidden`, the same but too much of it is out
 * of sight; `differs`, the same but for a part, as a reprint under another title; `other` drawing.
 */
export type Verdict = "same" | "hidden" | "differs" | "other";

export function verdictOf({ points, area, title, weakest }: Alignment): Verdict {
  if (points < fewestPoints || area < leastArea) return "other";
  if (weakest < otherPrint) return "differs";
  return area < seenArea || title < seenTitle ? "hidden" : "same";
}

/** Have the two pictures all of their drawing in common, as far as it can be seen? */
export function isSameDrawing(alignment: Alignment | null): boolean {
  if (!alignment) return false;
  const verdict = verdictOf(alignment);
  return verdict === "same" || verdict === "hidden";
}

/** Are they at least printings of one picture, perhaps under other words? A logo in common is not enough. */
export function sharesDrawing(alignment: Alignment | null): boolean {
  if (!alignment) return false;
  const isReprint = verdictOf(alignment) === "differs" && alignment.area >= printedAgain;
  return isReprint || isSameDrawing(alignment);
}

/**
 * How much the best candidate deserves to be taken. *Strong* needs a second signal and nothing that speaks against: a
 * wrong automatic match is worse than none.
 */
export function recommend(
  evidence: Evidence,
  scale: Scale,
  probability: number | null = null,
): Recommendation {
  const { cosine, alignment, text, twin, byScan } = evidence;
  const verdict = alignment && verdictOf(alignment);
  if (cosine < scale.suggest && (verdict === null || verdict === "other") && !byScan) return "none";
  if (text === "against" || twin) return "low";
  // What a person linked may have been linked wrongly: a scan alone applies nothing, or one mistake would bring more.
  if (byScan) return "medium";
  if (verdict === "differs") return "low";
  if (verdict === null || verdict === "other") {
    const opinion = secondOpinion(evidence);
    if (opinion === "objects") return "low";
    const reaches = (bar: Scale["strong"], chance: number) =>
      probability === null
        ? cosine >= bar.cosine && (evidence.margin ?? 1) >= bar.margin
        : probability >= chance;
    // Pictures that were laid over each other and do not fit are not taken unseen, however alike they look.
    const support = verdict === null && (opinion === "agrees" || text === "for");
    if (reaches(scale.strong, sure) && support) return "strong";
    return reaches(scale.medium, likely) ? "medium" : "low";
  }
  // The drawing is the same: what is not seen of it may be told by the name.
  const isSeen = verdict === "same" || text === "for";
  return isSeen && (probability ?? 1) >= sure ? "strong" : "medium";
}

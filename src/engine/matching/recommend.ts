import type { Recommendation } from "../../stores/ledger.ts";
import type { Evidence, Scale } from "./evidence.ts";

/** Hashes of one picture differ in so many bits at most after scanning; unrelated ones in 20 to 44. */
const sameHash = 14;
/** Beyond this the hash says that it is another picture, or a strong crop of it. */
const otherHash = 26;
/** Colours of one picture under another light. */
const sameColour = 0.5;
const otherColour = 0.2;

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

/**
 * How much the best candidate deserves to be taken. *Strong* needs the cosine, the margin to another issue and a
 * second signal at once, and nothing that speaks against: a wrong automatic match is worse than none.
 */
export function recommend(evidence: Evidence, scale: Scale): Recommendation {
  const { cosine, text } = evidence;
  if (cosine < scale.suggest) return "none";
  const margin = evidence.margin ?? 1;
  const second = secondOpinion(evidence);
  const objection = text === "against" || second === "objects";
  const support = second === "agrees" || (text === "for" && second !== "objects");
  if (cosine >= scale.strong.cosine && margin >= scale.strong.margin && support && !objection)
    return "strong";
  if (cosine >= scale.medium.cosine && margin >= scale.medium.margin && !objection) return "medium";
  return "low";
}

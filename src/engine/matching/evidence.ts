/** How one candidate compares with what is to be matched: independent measures, none of which decides alone. */
export interface Evidence {
  /** Cosine of the vectors, all views together, in the scale of their space. */
  readonly cosine: number;
  /** Cosine less that of the best candidate of another issue; null when there is no rival. */
  readonly margin: number | null;
  /** Differing bits of the perceptual hashes, 0..64. */
  readonly hashDistance: number;
  /** 0..1. */
  readonly colourSimilarity: number;
  /** How the pictures agree once one is laid over the other; null where that was not tried. */
  readonly alignment: Alignment | null;
  /** What names and metadata say: does the text speak for the candidate, against it, or not at all? */
  readonly text: "for" | "against" | "silent";
  /** The catalogue holds nearly the same picture under another issue too. */
  readonly twin: boolean;
  /** A scan that the person linked to the issue has the same drawing, though the catalogue's cover has not. */
  readonly byScan: boolean;
}

/** Two pictures of covers laid over each other by the perspective map that fits them best. */
export interface Alignment {
  /** Points of the drawing that the map brings together. Unrelated pictures reach a handful by chance; 0: no map. */
  readonly points: number;
  /** Mean correlation of what both show, part by part, so that light and shade do not count; 0..1. */
  readonly correlation: number;
  /** Share of the cover's drawing that the other picture shows, and shows alike; 0..1. */
  readonly area: number;
  /** The same of its upper quarter, where the title stands. */
  readonly title: number;
  /** Agreement of the part that agrees least, 0..1. Low beside a high correlation: the same art under another title. */
  readonly weakest: number;
}

/** Where the scale of a vector space lies: found on a labelled set, kept with the model. */
export interface Scale {
  /** Under this nothing is suggested. */
  readonly suggest: number;
  /** From here a match is likely, if its margin is at least this too. */
  readonly medium: { readonly cosine: number; readonly margin: number };
  /** From here a match may be applied unseen, if the other measures agree. */
  readonly strong: { readonly cosine: number; readonly margin: number };
}

/** Raised when {@link features} change in number, order or meaning: what was fitted to others is of no use then. */
export const featuresVersion = 3;

/** What the numbers of {@link features} are, in their order. Each is 0..1 or nearly so, and more speaks for the match. */
export const featureNames = [
  "cosine",
  "margin",
  "hash",
  "colour",
  "points",
  "correlation",
  "area",
  "title",
  "weakest",
  "no twin",
  "text for",
  "text not against",
] as const;

/** A margin wider than this says no more: the rival is another picture altogether. */
const widestMargin = 0.5;
/** So many common points leave no doubt that the pictures have a drawing in common. */
const plentyOfPoints = 200;

/**
 * Evidence as numbers for a calibration, one for each of {@link featureNames}. No rival counts as the widest margin.
 * Without an alignment its five numbers are 0, as with one that was not found: fit and use a calibration on evidence
 * that was gathered in the same way.
 */
export function features({
  cosine,
  margin,
  hashDistance,
  colourSimilarity,
  alignment,
  text,
  twin,
}: Evidence): number[] {
  return [
    cosine,
    Math.min(margin ?? widestMargin, widestMargin) / widestMargin,
    Math.max(0, 1 - hashDistance / 32),
    colourSimilarity,
    Math.min(1, Math.log1p(alignment?.points ?? 0) / Math.log1p(plentyOfPoints)),
    alignment?.correlation ?? 0,
    alignment?.area ?? 0,
    alignment?.title ?? 0,
    alignment?.weakest ?? 0,
    twin ? 0 : 1,
    text === "for" ? 1 : 0,
    text === "against" ? 0 : 1,
  ];
}

/** A fitted map from {@link features} to how likely a match is right. */
export interface Calibration {
  /** {@link featuresVersion} of the evidence it was fitted to; that of another version is not asked. */
  readonly featuresVersion: number;
  /** 0..1. */
  probability(features: readonly number[]): number;
}

/** Of two issues under one picture, whose name is not told either, none is likelier than this. */
const oneOfTwins = 0.5;

/** How likely the match is right; null without a calibration of this evidence. */
export function probabilityOf(evidence: Evidence, calibration: Calibration | null): number | null {
  if (calibration?.featuresVersion !== featuresVersion) return null;
  const fitted = calibration.probability(features(evidence));
  // Twins are rare among what calibrations are fitted to: how much they take away is known, not learnt.
  return evidence.twin && evidence.text !== "for" ? Math.min(fitted, oneOfTwins) : fitted;
}

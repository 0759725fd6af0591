/** How one candidate compares with what is to be matched: independent measures, none of which decides alone. */
export interface Evidence {
  /** Cosine of the vectors, in the scale of their space. */
  readonly cosine: number;
  /** Cosine less that of the best candidate of another issue; null when there is no rival. */
  readonly margin: number | null;
  /** Differing bits of the perceptual hashes, 0..64. */
  readonly hashDistance: number;
  /** 0..1. */
  readonly colourSimilarity: number;
  /** What names and metadata say: does the text speak for the candidate, against it, or not at all? */
  readonly text: "for" | "against" | "silent";
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

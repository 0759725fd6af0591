import type { PictureSize } from "../../pictures/picture-cache.ts";

/** How the pairs that are the least sure stand beside each other. */
export interface PairsLayout {
  /** Of each picture; null: there is room for lines of text only. */
  readonly picture: PictureSize | null;
  /** Of one pair with its words. */
  readonly pairColumns: number;
}

/** Lines of words below each pair. */
export const pairWords = 3;
const leastRows = 4;
const largestRows = 12;

/** `count` pairs, the one picture above the other, in so many columns and rows. A cover is 4 columns to 3 rows. */
export function pairsLayout(columns: number, rows: number, count: number): PairsLayout {
  const pairColumns = Math.floor(columns / Math.max(1, count));
  const byHeight = Math.min(largestRows, Math.floor((rows - pairWords) / 2));
  const pictureRows = Math.min(byHeight, Math.floor(((pairColumns - 2) * 3) / 4));
  if (pictureRows < leastRows) return { picture: null, pairColumns };
  return { picture: { columns: Math.round((pictureRows * 4) / 3), rows: pictureRows }, pairColumns };
}

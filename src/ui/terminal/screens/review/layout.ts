import type { PictureSize } from "../../pictures/picture-cache.ts";

/** How the review divides the terminal. */
export interface ReviewLayout {
  /** Of each of the two pictures; null: there is no room for any. */
  readonly picture: PictureSize | null;
  /** Lines between the bucket line and the captions: the pictures, and beside them the candidates. */
  readonly bodyRows: number;
  readonly listColumns: number;
}

/** Lines that are no body: title, rule, buckets, two captions, score, notice, two of keys. */
const otherRows = 9;
const leastListColumns = 35;
/** Larger ones take longer to draw than a person waits for. */
const largestPicture = { columns: 32, rows: 24 };
const gap = 2;

/** A cover is two high and a little over one and a third wide: in cells, 4 columns to 3 rows. */
export function reviewLayout(columns: number, rows: number, wantsPictures: boolean): ReviewLayout {
  const bodyRows = Math.max(4, rows - otherRows);
  if (!wantsPictures) return { picture: null, bodyRows, listColumns: columns };
  const room = Math.floor((columns - leastListColumns - 2 * gap) / 2);
  const pictureRows = Math.min(bodyRows, largestPicture.rows);
  const wide = Math.min(room, Math.round((pictureRows * 4) / 3), largestPicture.columns);
  if (wide < 8) return { picture: null, bodyRows, listColumns: columns };
  return {
    picture: { columns: wide, rows: pictureRows },
    bodyRows,
    listColumns: columns - 2 * (wide + gap),
  };
}

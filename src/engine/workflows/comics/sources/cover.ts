import type { ErrorData } from "../../../errors/lote-error.ts";
import type { Picture } from "../../../images/picture.ts";
import type { IssueHints } from "../issue.ts";

/**
 * Something worth knowing that did not keep the cover from being read. `reason` says why in English; where it was an
 * error, its code and data stand beside it, so that it can be said in other words.
 */
export type CoverNote =
  /** A page that was to be the cover is broken, and the next one was taken. */
  | { readonly code: "page-skipped"; readonly data: ErrorData & { readonly page: string } }
  /** The ComicInfo.xml could not be used. */
  | { readonly code: "comic-info-ignored"; readonly data: ErrorData };

/** Why a file is no item of work: not a comic at all, or a picture in a format that lote does not read. */
export type SkipReason = "not-a-comic" | "format-not-read";

export interface Cover {
  /** The first half of the SHA-256 of the cover picture's bytes, hexadecimal: the same cover, the same content. */
  readonly content: string;
  readonly picture: Picture;
  /** The page of the archive that was taken; null for a picture file and a PDF. */
  readonly page: string | null;
  /** How many pages the comic has; null for a picture file. */
  readonly pages: number | null;
  /** ComicInfo.xml's word before the file name's. */
  readonly hints: IssueHints;
  /** It is read from right to left. */
  readonly rightToLeft: boolean;
  readonly notes: readonly CoverNote[];
}

export type CoverReading = Cover | { readonly skipped: SkipReason };

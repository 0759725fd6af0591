import type { PictureKind } from "./sniff.ts";

/** 8-bit sRGB pixels, three bytes each, row by row from the top left: `data.length === width * height * 3`. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A decoded picture. It is decoded once; hash, colours, preview and the models' inputs come from `work`. */
export interface Picture {
  readonly kind: PictureKind | "pdf";
  /** Of the original, in pixels, after the turn its EXIF asks for. */
  readonly width: number;
  readonly height: number;
  /** The whole picture, at most {@link workEdge} pixels on its longer side; never enlarged. */
  readonly work: Pixels;
}

/**
 * Longest side of {@link Picture.work}, pixels: more than three times what the models take. Resampling twice costs
 * the less the larger the step between is. Measured on scans of 1,000 × 1,537 and 2,000 × 3,056 with printing dots,
 * against Pillow's one step, by the cosine of a MobileNet's vectors (lowest of 29): 0.988 from 512 pixels with the
 * decoder's own reduction, 0.998 without it, 0.999 from 768.
 */
export const workEdge = 768;

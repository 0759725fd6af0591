import type { PictureKind } from "./sniff.ts";

/** 8-bit sRGB pixels, three bytes each, row by row from the top left: `data.length === width * height * 3`. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A decoded picture. It is decoded once; hash, colours, preview and the models' inputs come from `work`. */
export interface Picture {
  readonly kind: PictureKind;
  /** Of the original, in pixels, after the turn its EXIF asks for. */
  readonly width: number;
  readonly height: number;
  /** The whole picture, at most {@link workEdge} pixels on its longer side; never enlarged. */
  readonly work: Pixels;
}

/** Longest side of {@link Picture.work}, pixels: twice what the models take, so that no view of it is starved. */
export const workEdge = 512;

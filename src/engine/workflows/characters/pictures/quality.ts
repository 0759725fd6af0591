import type { Picture } from "../../../images/picture.ts";

/** Why a picture is not used, in the order in which it is looked at. */
export type Flaw = "too-small" | "odd-shape" | "flat" | "blurred";

/** What a picture must be like. */
export const needed = {
  /** Shorter side, pixels. */
  minSide: 200,
  /** Longer side to shorter side. */
  maxAspect: 2.4,
  /** Spread of the luminance (standard deviation, 0..127): icons and empty pictures lie below. */
  minSpread: 12,
  /** Mean absolute Laplacian of the luminance at 256 pixels: what was enlarged from a stamp lies below. */
  minSharpness: 1.6,
} as const;

/** What is wrong with a picture of somebody; null where nothing is. */
export function flawOf(picture: Picture): Flaw | null {
  const { width, height } = picture;
  if (Math.min(width, height) < needed.minSide) return "too-small";
  if (Math.max(width, height) / Math.min(width, height) > needed.maxAspect) return "odd-shape";
  const luminance = luminanceOf(picture);
  if (spreadOf(luminance.values) < needed.minSpread) return "flat";
  return sharpnessOf(luminance) < needed.minSharpness ? "blurred" : null;
}

interface Luminance {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Longest side at which sharpness is measured, pixels: what is sharp there is sharp enough. */
const measuredAt = 384;

/** Rec. 601, of every so many pixels. */
function luminanceOf({ work: { data, ...size } }: Picture): Luminance {
  const step = Math.max(1, Math.round(Math.max(size.width, size.height) / measuredAt));
  const width = Math.floor(size.width / step);
  const height = Math.floor(size.height / step);
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * step * size.width + x * step) * 3;
      values[y * width + x] =
        0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
    }
  }
  return { values, width, height };
}

function spreadOf(values: Float32Array): number {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return Math.sqrt(Math.max(0, squares / values.length - mean * mean));
}

function sharpnessOf({ values, width, height }: Luminance): number {
  let sum = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1; at < y * width + width - 1; at++) {
      const beside = (values[at - 1] as number) + (values[at + 1] as number);
      const above = (values[at - width] as number) + (values[at + width] as number);
      sum += Math.abs(4 * (values[at] as number) - beside - above);
    }
  }
  return sum / ((width - 2) * (height - 2));
}

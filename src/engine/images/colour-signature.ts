import type { Picture } from "./picture.ts";
import { toneGrid } from "./tone-grid.ts";

const columns = 4;
const rows = 6;
const cells = columns * rows;

/** Bytes of a signature: L, a, b of each of the 4 × 6 cells. */
export const colourSignatureLength = cells * 3;

/**
 * Where the colours of a picture lie: the mean colour of 4 × 6 cells in CIELAB (D65), row by row, one byte each:
 * `L * 2.55`, `a + 128`, `b + 128`. Its shape does not depend on the picture's.
 */
export function colourSignature({ work }: Picture): Uint8Array {
  const rgb = toneGrid(work, { across: columns, down: rows });
  const signature = new Uint8ClampedArray(colourSignatureLength);
  for (let at = 0; at < signature.length; at += 3) {
    const [l, a, b] = lab(rgb[at] as number, rgb[at + 1] as number, rgb[at + 2] as number);
    signature.set([l * 2.55, a + 128, b + 128], at);
  }
  return new Uint8Array(signature.buffer);
}

/** The colour distance (mean CIE76 over the cells) at which {@link colourSimilarity} has fallen to one half. */
const halfAt = 14;
/** How much of a cast common to all cells counts: a lamp or a yellowed scan is weak evidence against a match. */
const castWeight = 0.35;

/**
 * How alike two signatures are, 0..1; 1 is equal. What differs everywhere alike (warm light, a faded scan) counts
 * for little; what differs from cell to cell counts whole.
 */
export function colourSimilarity(left: Uint8Array, right: Uint8Array): number {
  const cast = [0, 0, 0];
  for (let at = 0; at < colourSignatureLength; at++) {
    cast[at % 3] = (cast[at % 3] as number) + difference(left, right, at) / cells;
  }
  let local = 0;
  for (let at = 0; at < colourSignatureLength; at += 3) {
    local += Math.hypot(
      difference(left, right, at) - (cast[0] as number),
      difference(left, right, at + 1) - (cast[1] as number),
      difference(left, right, at + 2) - (cast[2] as number),
    );
  }
  const distance = local / cells + castWeight * Math.hypot(...cast);
  return 1 / (1 + (distance / halfAt) ** 2);
}

/** Left less right at one byte, in CIELAB's own units. */
function difference(left: Uint8Array, right: Uint8Array, at: number): number {
  const bytes = (left[at] as number) - (right[at] as number);
  return at % 3 === 0 ? bytes / 2.55 : bytes;
}

/** sRGB in 0..255 to CIELAB under D65. */
function lab(red: number, green: number, blue: number): [l: number, a: number, b: number] {
  const r = linear(red / 255);
  const g = linear(green / 255);
  const b = linear(blue / 255);
  const x = cubic((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = cubic(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = cubic((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function cubic(value: number): number {
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116;
}

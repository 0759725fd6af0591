import type { Pixels } from "../../../engine/images/picture.ts";
import { CellLine, cellColour, type PictureDepth } from "./cell-colours.ts";

/** By which quarters are of the foreground: 1 upper left, 2 upper right, 4 lower left, 8 lower right. */
const signs = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█";

/**
 * Two pixels a column and four a line. A cell has four quarters and two colours: of the eight ways to divide the
 * quarters the one that errs least is taken. Letters and edges of a cover come out twice as sharp as with
 * half-blocks, for the same bytes.
 */
export function quadrantLines(pixels: Pixels, depth: PictureDepth): string[] {
  const lines: string[] = [];
  const quarters = new Float64Array(12);
  for (let top = 0; top < pixels.height; top += 4) {
    const line = new CellLine();
    for (let left = 0; left < pixels.width; left += 2) {
      readQuarters(pixels, left, top, quarters);
      const { mask, front, back } = divide(quarters);
      const ground = cellColour(...back, depth);
      if (mask === 0) line.addGround(ground);
      else line.add(signs[mask] ?? " ", cellColour(...front, depth), ground);
    }
    lines.push(line.toString());
  }
  return lines;
}

/** The four quarters of a cell, three channels each: the mean of two pixels one above the other. */
function readQuarters({ data, width, height }: Pixels, left: number, top: number, into: Float64Array): void {
  for (let quarter = 0; quarter < 4; quarter++) {
    const x = Math.min(width - 1, left + (quarter & 1));
    const upper = Math.min(height - 1, top + (quarter >> 1) * 2);
    const lower = Math.min(height - 1, upper + 1);
    for (let channel = 0; channel < 3; channel++) {
      const sum =
        (data[(upper * width + x) * 3 + channel] ?? 0) + (data[(lower * width + x) * 3 + channel] ?? 0);
      into[quarter * 3 + channel] = sum / 2;
    }
  }
}

type Rgb = readonly [number, number, number];

interface Division {
  readonly mask: number;
  readonly front: Rgb;
  readonly back: Rgb;
}

/** The division into two groups with the least squared distance to the groups' means. */
function divide(quarters: Float64Array): Division {
  let best: Division | undefined;
  let least = Number.POSITIVE_INFINITY;
  // A division and its opposite look the same, so half of the sixteen will do; fewer colours win a tie.
  for (const mask of divisions) {
    const front = meanOf(quarters, mask);
    const back = meanOf(quarters, mask ^ 15);
    const error = errorOf(quarters, mask, front) + errorOf(quarters, mask ^ 15, back);
    if (error >= least - 1e-6) continue;
    least = error;
    best = { mask, front, back };
    if (mask === 0 && error < flatError) break;
  }
  return best ?? { mask: 0, front: [0, 0, 0], back: [0, 0, 0] };
}

/** The whole cell in one colour first; a division and its opposite look the same, so half of the sixteen will do. */
const divisions = [0, 3, 5, 6, 1, 2, 4, 7];

/** Twelve channels that differ from their mean by five of 255 each: a difference that nobody sees. */
const flatError = 12 * 5 ** 2;

function meanOf(quarters: Float64Array, mask: number): Rgb {
  const sum = [0, 0, 0];
  let count = 0;
  for (let quarter = 0; quarter < 4; quarter++) {
    if (!(mask & (1 << quarter))) continue;
    count++;
    for (let channel = 0; channel < 3; channel++)
      sum[channel] = (sum[channel] ?? 0) + (quarters[quarter * 3 + channel] ?? 0);
  }
  const mean = (channel: number) => coarse((sum[channel] ?? 0) / Math.max(1, count));
  return [mean(0), mean(1), mean(2)];
}

function errorOf(quarters: Float64Array, mask: number, mean: Rgb): number {
  let error = 0;
  for (let quarter = 0; quarter < 4; quarter++) {
    if (!(mask & (1 << quarter))) continue;
    for (const [channel, value] of mean.entries())
      error += ((quarters[quarter * 3 + channel] ?? 0) - value) ** 2;
  }
  return error;
}

/** In steps of eight: neighbours are equal more often, and an equal colour costs nothing. */
function coarse(value: number): number {
  return Math.min(255, Math.round(value / 8) * 8);
}

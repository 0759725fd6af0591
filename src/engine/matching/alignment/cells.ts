import type { Plane } from "./plane.ts";

/** A part of the cover, and how the scan renders it. */
export interface Cell {
  /** Its upper left corner. */
  readonly x: number;
  readonly y: number;
  /** Of the drawing, where it fits best; 0..1. */
  readonly correlation: number;
  /** Where it fits best, pixels beside its place. */
  readonly dx: number;
  readonly dy: number;
  /** Standard deviation of the drawing, in the cover and in the scan. */
  readonly inCover: number;
  readonly inScan: number;
}

export interface Grid {
  /** Pixels on the side of a cell. Cells overlap by half. */
  readonly side: number;
  /** How far from its place a cell is looked for, pixels. */
  readonly reach: number;
  /** Where to begin: what a coarser grid found near (x, y). */
  readonly from?: (x: number, y: number) => { readonly dx: number; readonly dy: number };
}

/** A correlation as good as this is not looked for elsewhere. */
const goodEnough = 0.9;
/** Variance of noise: what varies less than this correlates with nothing. */
const noise = 4;

/**
 * Compares two drawings in one frame cell by cell, row by row; undefined for a cell of which too little is shown.
 * What is not shown must be 0 in `scan`.
 */
export function compareCells(
  cover: CellSums,
  scan: CellSums,
  { side, reach, from = () => here }: Grid,
): (Cell | undefined)[] {
  const { width, height } = cover.plane;
  const steps = stepsWithin(reach);
  const cells: (Cell | undefined)[] = [];
  for (let y = 0; y + side <= height; y += side / 2) {
    for (let x = 0; x + side <= width; x += side / 2) {
      const there = cover.at(x, y, side);
      if (!there) {
        cells.push(undefined);
        continue;
      }
      const start = from(x, y);
      let best = { correlation: 0, dx: 0, dy: 0, inScan: Math.sqrt(scan.at(x, y, side)?.variance ?? 0) };
      // What is flat fits everywhere and nowhere.
      for (const step of there.variance > noise ? steps : []) {
        const dx = start.dx + step.dx;
        const dy = start.dy + step.dy;
        const found = scan.at(x + dx, y + dy, side);
        if (!found) continue;
        const product = sumOfProducts(cover.plane, scan.plane, x, y, dy * width + dx, side) / there.count;
        const covariance = product - there.mean * found.mean;
        const correlation = covariance / Math.sqrt((there.variance + noise) * (found.variance + noise));
        if (correlation > best.correlation) best = { correlation, dx, dy, inScan: Math.sqrt(found.variance) };
        if (correlation > goodEnough) break;
      }
      cells.push({ x, y, ...best, inCover: Math.sqrt(there.variance) });
    }
  }
  return cells;
}

const here = { dx: 0, dy: 0 };

const stepsByReach = new Map<number, readonly { readonly dx: number; readonly dy: number }[]>();

/** Steps of up to `reach` pixels both ways, the nearest first. */
function stepsWithin(reach: number) {
  const known = stepsByReach.get(reach);
  if (known) return known;
  const line = 2 * reach + 1;
  const steps = Array.from({ length: line * line }, (_, at) => ({
    dx: (at % line) - reach,
    dy: Math.floor(at / line) - reach,
  })).sort((one, other) => Math.hypot(one.dx, one.dy) - Math.hypot(other.dx, other.dy));
  stepsByReach.set(reach, steps);
  return steps;
}

/** Over a cell of the cover and the one of the scan that lies `beside` numbers further. */
function sumOfProducts(
  cover: Plane,
  scan: Plane,
  x: number,
  y: number,
  beside: number,
  side: number,
): number {
  let sum = 0;
  for (let row = y; row < y + side; row++) {
    const end = row * cover.width + x + side;
    for (let at = end - side; at < end; at++)
      sum += (cover.data[at] as number) * (scan.data[at + beside] as number);
  }
  return sum;
}

/** A cell of which less is shown is not compared. */
const leastShown = 0.6;

/** Mean and variance of what is shown of any cell, at the cost of a few numbers each: by integral images. */
export class CellSums {
  readonly #line: number;
  readonly #values: Float64Array;
  readonly #squares: Float64Array;
  readonly #counts: Float64Array;

  constructor(
    readonly plane: Plane,
    shown: Uint8Array,
  ) {
    const { data, width, height } = plane;
    const line = width + 1;
    this.#line = line;
    this.#values = new Float64Array(line * (height + 1));
    this.#squares = new Float64Array(line * (height + 1));
    this.#counts = new Float64Array(line * (height + 1));
    for (let y = 0; y < height; y++) {
      let [sum, squared, count] = [0, 0, 0];
      for (let x = 0; x < width; x++) {
        if (shown[y * width + x] === 1) {
          const value = data[y * width + x] as number;
          sum += value;
          squared += value * value;
          count++;
        }
        const at = (y + 1) * line + x + 1;
        this.#values[at] = (this.#values[at - line] as number) + sum;
        this.#squares[at] = (this.#squares[at - line] as number) + squared;
        this.#counts[at] = (this.#counts[at - line] as number) + count;
      }
    }
  }

  /** Undefined where the cell lies over the edge, or too little of it is shown. */
  at(x: number, y: number, side: number) {
    const { width, height } = this.plane;
    if (x < 0 || y < 0 || x + side > width || y + side > height) return undefined;
    const count = this.#sum(this.#counts, x, y, side);
    if (count < leastShown * side * side) return undefined;
    const mean = this.#sum(this.#values, x, y, side) / count;
    const variance = Math.max(0, this.#sum(this.#squares, x, y, side) / count - mean * mean);
    return { count, mean, variance };
  }

  /** Is all of a square shown, as far as it lies within the plane? */
  isWhole(x: number, y: number, side: number): boolean {
    const { width, height } = this.plane;
    const [left, top] = [Math.max(0, Math.min(width - side, x)), Math.max(0, Math.min(height - side, y))];
    return this.#sum(this.#counts, left, top, side) === side * side;
  }

  #sum(sums: Float64Array, x: number, y: number, side: number): number {
    const top = y * this.#line + x;
    const bottom = top + side * this.#line;
    return (
      (sums[bottom + side] as number) -
      (sums[bottom] as number) -
      (sums[top + side] as number) +
      (sums[top] as number)
    );
  }
}

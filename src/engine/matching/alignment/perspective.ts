import { type Homography, project } from "../../images/homography.ts";
import type { Pair } from "./pairs.ts";
import type { Points } from "./points.ts";

export interface FoundMap {
  /** From places of the right picture to those of the left one. */
  readonly map: Homography;
  /** The pairs that it brings together. */
  readonly pairs: readonly Pair[];
}

/** So many pairs in least doubt propose maps, and so many vote on them. */
const proposing = 40;
const voting = 120;
/** Scans and photographs of a cover are neither larger nor smaller than this, nor turned further (radians). */
const scales = { least: 0.35, most: 2.5 };
const furthestTurn = 0.45;
/** Shares of the picture's width: how far apart two pairs must be to propose, and how near a vote must come. */
const fewestApart = 0.12;
const roughly = 0.035;
/** The steps from a rough map to a fine one: how near a pair must come to be part of the next. */
const refinements = [
  { within: 0.03, perspective: false },
  { within: 0.025, perspective: false },
  { within: 0.02, perspective: true },
  { within: 0.015, perspective: true },
  { within: 0.012, perspective: true },
  { within: 0.012, perspective: true },
];

/**
 * The perspective that brings most pairs together: two pairs at a time propose a turn, a scale and a shift, all pairs
 * vote, and the winner is fitted by least squares to those that it meets, ever more closely. No chance is involved.
 * Undefined where no four pairs agree.
 */
export function findMap(
  left: Points,
  right: Points,
  pairs: readonly Pair[],
  width: number,
): FoundMap | undefined {
  const voters = pairs.slice(0, voting);
  let found: FoundMap | undefined;
  search: for (let second = 1; second < Math.min(proposing, voters.length); second++) {
    for (let first = 0; first < second; first++) {
      const map = similarity(left, right, voters[first] as Pair, voters[second] as Pair, width);
      if (!map) continue;
      const met = voters.filter((pair) => missedBy(map, left, right, pair) < roughly * width);
      if (met.length > (found?.pairs.length ?? 3)) found = { map, pairs: met };
      // Most agree: no other proposal can win by much, and the fit below is the same.
      if (met.length > 0.6 * voters.length && met.length >= 20) break search;
    }
  }
  if (!found) return undefined;
  for (const { within, perspective } of refinements) {
    if (perspective && found.pairs.length < 8) break;
    const map = fit(left, right, found.pairs, width, perspective);
    const met = pairs.filter((pair) => missedBy(map, left, right, pair) < within * width);
    if (met.length < 4) break;
    found = { map, pairs: met };
  }
  return found;
}

/** The turn, scale and shift that bring the right ends of two pairs to their left ones. */
function similarity(
  left: Points,
  right: Points,
  one: Pair,
  other: Pair,
  width: number,
): Homography | undefined {
  const [x, y] = [right.x[one.right] as number, right.y[one.right] as number];
  const [u, v] = [left.x[one.left] as number, left.y[one.left] as number];
  const [dx, dy] = [(right.x[other.right] as number) - x, (right.y[other.right] as number) - y];
  const [du, dv] = [(left.x[other.left] as number) - u, (left.y[other.left] as number) - v];
  const apart = dx * dx + dy * dy;
  if (apart < (fewestApart * width) ** 2) return undefined;
  const cos = (du * dx + dv * dy) / apart;
  const sin = (dv * dx - du * dy) / apart;
  const scale = Math.hypot(cos, sin);
  if (scale < scales.least || scale > scales.most) return undefined;
  if (Math.abs(Math.atan2(sin, cos)) > furthestTurn) return undefined;
  return [cos, -sin, u - cos * x + sin * y, sin, cos, v - sin * x - cos * y, 0, 0, 1];
}

/** Pixels between where a map brings a pair's right end and its left end. */
function missedBy(map: Homography, left: Points, right: Points, pair: Pair): number {
  const [x, y] = project(map, [right.x[pair.right] as number, right.y[pair.right] as number]);
  return Math.hypot(x - (left.x[pair.left] as number), y - (left.y[pair.left] as number));
}

/**
 * Least squares over the pairs, in units of the picture's width: the affine map, or the perspective by its linear
 * equations (Hartley and Zisserman, Multiple View Geometry, 4.1). The two numbers of the perspective are held back a
 * little: few points in a corner must not bend the rest.
 */
function fit(
  left: Points,
  right: Points,
  pairs: readonly Pair[],
  width: number,
  perspective: boolean,
): Homography {
  const unknowns = perspective ? 8 : 6;
  const equations = Array.from({ length: unknowns }, () => new Float64Array(unknowns + 1));
  for (const pair of pairs) {
    const [x, y] = [(right.x[pair.right] as number) / width, (right.y[pair.right] as number) / width];
    const [u, v] = [(left.x[pair.left] as number) / width, (left.y[pair.left] as number) / width];
    accumulate(equations, perspective ? [x, y, 1, 0, 0, 0, -u * x, -u * y] : [x, y, 1, 0, 0, 0], u);
    accumulate(equations, perspective ? [0, 0, 0, x, y, 1, -v * x, -v * y] : [0, 0, 0, x, y, 1], v);
  }
  equations.forEach((equation, at) => {
    equation[at] = (equation[at] as number) + (at < 6 ? 1e-9 : 1e-3 * pairs.length);
  });
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0] = solve(equations);
  return [a, b, c * width, d, e, f * width, g / width, h / width, 1];
}

/** Adds one row of a least squares problem to its normal equations. */
function accumulate(equations: readonly Float64Array[], row: readonly number[], value: number): void {
  row.forEach((factor, at) => {
    const equation = equations[at] as Float64Array;
    for (let other = 0; other < row.length; other++)
      equation[other] = (equation[other] as number) + factor * (row[other] as number);
    equation[row.length] = (equation[row.length] as number) + factor * value;
  });
}

/** Gauss and Jordan; the equations are symmetric and made positive above, so they always have a solution. */
export function solve(equations: Float64Array[]): number[] {
  const size = equations.length;
  for (let column = 0; column < size; column++) {
    const pivot = equations[column] as Float64Array;
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const equation = equations[row] as Float64Array;
      const factor = (equation[column] as number) / (pivot[column] as number);
      for (let at = column; at <= size; at++)
        equation[at] = (equation[at] as number) - factor * (pivot[at] as number);
    }
  }
  return equations.map((equation, at) => (equation[size] as number) / (equation[at] as number));
}

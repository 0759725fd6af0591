import type { Point, Quad } from "../homography.ts";
import { type EdgeLine, linesOf } from "./edge-lines.ts";
import type { Edges } from "./edge-map.ts";
import { isConvex } from "./quadrilateral.ts";

/** Four lines of edges that could be the sides of a page. */
export interface PageCandidate {
  /** In steps of the edges' maps. */
  readonly corners: Quad;
  /** The share with edges of what is seen of a side: of the side where that is least. */
  readonly support: number;
  /** The share with edges of what is seen of the lines beyond the corners, where that is most. */
  readonly overrun: number;
}

/** Lines of either direction that are tried with each other. */
const tried = 24;

/** The least part of the picture that is a page, and the least distance of its sides, as shares of the picture's. */
const leastArea = 0.15;
const leastApart = 0.25;

/** Corners may lie outside the picture by this share of its side. */
const outside = 0.15;

/** The least share of a side that is seen, and of that the least that has edges. */
const leastSeen = 0.3;
const leastEdges = 0.25;

/** Candidates whose corners are all this near, steps, are one: they are measured anew at full resolution. */
const distinct = 2;

/** Quadrilaterals of edges, the likeliest `count` of them, best first. */
export function pageCandidates({ upright, level }: Edges, count: number): PageCandidate[] {
  const [width, height] = [upright.across, upright.along];
  const found: (PageCandidate & { readonly score: number })[] = [];
  const levels = linesOf(level, tried);
  for (const [left, right] of pairs(linesOf(upright, tried), width * leastApart)) {
    const rungs = levels.flatMap((line) => rungOf(line, left, right, width, height) ?? []);
    for (const [top, bottom] of pairs(rungs, height * leastApart)) {
      const area = areaBetween(top, bottom) / (width * height);
      if (area < leastArea) continue;
      const onLeft = edgesOn(left, top.from[1], bottom.from[1]);
      if (onLeft < leastEdges) continue;
      const onRight = edgesOn(right, top.to[1], bottom.to[1]);
      if (onRight < leastEdges) continue;
      const corners: Quad = [top.from, top.to, bottom.to, bottom.from];
      if (!isConvex(corners)) continue;
      const overruns = [
        edgesBeyond(left, top.from[1], bottom.from[1]),
        edgesBeyond(right, top.to[1], bottom.to[1]),
        top.overrun,
        bottom.overrun,
      ];
      const support = Math.min(onLeft, onRight, top.support, bottom.support);
      const edges = onLeft * onRight * top.support * bottom.support;
      const goesOn = overruns.reduce((sum, share) => sum + share, 0) / 4;
      const score = Math.sqrt(edges * Math.min(1, area)) * (1 - goesOn / 2);
      found.push({ corners, support, overrun: Math.max(...overruns), score });
    }
  }
  found.sort((one, other) => other.score - one.score);
  const best: PageCandidate[] = [];
  for (const one of found) {
    if (best.some((other) => areNear(one.corners, other.corners))) continue;
    best.push(one);
    if (best.length === count) break;
  }
  return best;
}

/** Two lines each, the one before the other, that are at least so far apart in the middle. */
function* pairs<Line extends { readonly at: number }>(
  lines: readonly Line[],
  least: number,
): Generator<[Line, Line]> {
  const ordered = lines.toSorted((one, other) => one.at - other.at);
  for (const [index, first] of ordered.entries()) {
    for (let next = index + 1; next < ordered.length; next++) {
      const second = ordered[next] as Line;
      if (second.at - first.at >= least) yield [first, second];
    }
  }
}

/** `areaOf` written out: most of the thousands of quadrilaterals end here. */
function areaBetween({ from: [ax, ay], to: [bx, by] }: Rung, { from: [dx, dy], to: [cx, cy] }: Rung): number {
  return (
    (ax * by - bx * ay) / 2 + (bx * cy - cx * by) / 2 + (cx * dy - dx * cy) / 2 + (dx * ay - ax * dy) / 2
  );
}

/** A level line between two upright ones. */
interface Rung {
  readonly at: number;
  readonly from: Point;
  readonly to: Point;
  readonly support: number;
  readonly overrun: number;
}

/** Undefined where it cannot be the side of a page. */
function rungOf(
  line: EdgeLine,
  left: EdgeLine,
  right: EdgeLine,
  width: number,
  height: number,
): Rung | undefined {
  const from = crossing(left, line, width, height);
  const to = crossing(right, line, width, height);
  const fits = ([x, y]: Point) => isWithin(x, width) && isWithin(y, height);
  if (to[0] <= from[0] || !fits(from) || !fits(to)) return undefined;
  const support = edgesOn(line, from[0], to[0]);
  if (support < leastEdges) return undefined;
  return { at: line.at, from, to, support, overrun: edgesBeyond(line, from[0], to[0]) };
}

function crossing(upright: EdgeLine, level: EdgeLine, width: number, height: number): Point {
  const x =
    (upright.at + upright.slope * (level.at - (level.slope * width) / 2 - height / 2)) /
    (1 - upright.slope * level.slope);
  return [x, level.at + level.slope * (x - width / 2)];
}

function isWithin(place: number, extent: number): boolean {
  return place > -outside * extent && place < (1 + outside) * extent;
}

function areNear(one: Quad, other: Quad): boolean {
  return one.every(([x, y], at) => {
    const [u, v] = other[at] as Point;
    return Math.abs(x - u) <= distinct && Math.abs(y - v) <= distinct;
  });
}

/** The share with edges of what is seen of a line between two steps; 0 where too little of it is. */
function edgesOn({ edges, blown, from, to }: EdgeLine, start: number, end: number): number {
  const first = Math.max(from, Math.round(start));
  const last = Math.min(to, Math.round(end));
  if (last <= first) return 0;
  const seen = last - first - ((blown[last] as number) - (blown[first] as number));
  if (seen < (end - start) * leastSeen) return 0;
  return ((edges[last] as number) - (edges[first] as number)) / seen;
}

/** How far beyond a corner a side is looked for, steps; fewer tell nothing, and the first ones see the other side. */
const far = 24;
const fewest = 8;
const skipped = 3;

/** The larger share, of what is seen of a line beyond either corner, that has edges: a page's side ends there. */
function edgesBeyond({ edges, from, to }: EdgeLine, start: number, end: number): number {
  const share = (first: number, last: number) =>
    last - first < fewest ? 0 : ((edges[last] as number) - (edges[first] as number)) / (last - first);
  const [before, after] = [Math.round(start) - skipped, Math.round(end) + skipped];
  return Math.max(
    share(Math.max(from, before - far), Math.min(to, before)),
    share(Math.max(from, after), Math.min(to, after + far)),
  );
}

import type { Point, Quad } from "../homography.ts";
import type { Pixels } from "../picture.ts";
import { edgesOf } from "./edge-map.ts";
import { type GroundOpinion, GroundView } from "./ground.ts";
import { pageCandidates } from "./page-candidates.ts";
import { measureSides } from "./page-sides.ts";
import { cornersOf, isConvex } from "./quadrilateral.ts";

/** A page that lies in a picture. */
export interface FoundPage {
  /** In pixels of the picture; they may lie a little outside it. */
  readonly corners: Quad;
  /** The probability that they are right to 2 % of the picture's longer side. */
  readonly certainty: number;
  readonly evidence: PageEvidence;
}

/** What speaks for a page: each 0..1. */
export interface PageEvidence extends GroundOpinion {
  /** The share of a side with edges, of the side where it is least. */
  readonly support: number;
  /** The share of what is seen of the sides' lines beyond the corners that has edges, where it is most. */
  readonly overrun: number;
}

/** Quadrilaterals of edges that are looked at, of those the ones measured, and measured again from where they were found. */
const looked = 48;
const measured = 6;
const measuredAgain = 2;

/**
 * The page that lies in a picture, on a table, a carpet, a scanner's glass: the quadrilateral that has edges on all of
 * its sides, whose sides end at its corners, and that has one ground around it and none of that within. Undefined
 * where there is no quadrilateral at all.
 */
export function findPage(pixels: Pixels): FoundPage | undefined {
  const edges = edgesOf(pixels);
  const ground = new GroundView(edges.levels);
  // A step stands for a block of pixels: its middle is half a block further.
  const toSteps = (corners: Quad) => mapped(corners, (place) => place / edges.step - 0.5);
  const toPixels = (corners: Quad) => mapped(corners, (place) => (place + 0.5) * edges.step);
  const seen = pageCandidates(edges, looked).map(({ corners, support, overrun }) =>
    toCandidate(toPixels(corners), { support, overrun, ...ground.opinion(corners) }),
  );
  const measure = (candidates: readonly Candidate[]) =>
    candidates.flatMap(({ corners: from }): Candidate[] => {
      const sides = measureSides(pixels, from, edges.step / 2);
      const [top, right, bottom, left] = sides;
      const corners = cornersOf([top.line, right.line, bottom.line, left.line]);
      if (!isConvex(corners)) return [];
      const support = Math.min(...sides.map((side) => side.support));
      const overrun = Math.max(...sides.map((side) => side.overrun));
      return [toCandidate(corners, { support, overrun, ...ground.opinion(toSteps(corners)) })];
    });
  const [best] = likeliest(measure(likeliest(measure(likeliest(seen, measured)), measuredAgain)), 1);
  if (!best) return undefined;
  const { corners, evidence } = best;
  return { corners, evidence, certainty: 1 / (1 + Math.exp(-best.odds)) };
}

interface Candidate {
  readonly corners: Quad;
  readonly evidence: PageEvidence;
  /** The logarithm of the odds that it is right. */
  readonly odds: number;
}

function toCandidate(corners: Quad, evidence: PageEvidence): Candidate {
  return { corners, evidence, odds: oddsOf(evidence) };
}

function likeliest(candidates: readonly Candidate[], count = candidates.length): Candidate[] {
  return candidates.toSorted((one, other) => other.odds - one.odds).slice(0, count);
}

/**
 * Fitted by `bun test/bench/preparation.bench.ts fit`: right is a page whose corners are all within 12 pixels of 512.
 */
function oddsOf({ support, overrun, within, around }: PageEvidence): number {
  return -4.31 + 4.77 * support - 2.65 * overrun - 5.84 * within + 5.01 * around;
}

function mapped([a, b, c, d]: Quad, to: (place: number) => number): Quad {
  const point = ([x, y]: Point): Point => [to(x), to(y)];
  return [point(a), point(b), point(c), point(d)];
}

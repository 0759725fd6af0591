import type { Quad } from "../homography.ts";
import type { Pixels } from "../picture.ts";
import { lifted, white } from "./levels.ts";
import { lengthOf, type Side, sidesOf } from "./quadrilateral.ts";

/** A side of a page as the picture shows it. */
export interface PageSide {
  /** The line on which the picture changes. */
  readonly line: Side;
  /** The share of what is seen of it (in the picture, and under no reflection) on which the picture changes there. */
  readonly support: number;
  /** Of what is seen of the line beyond either end, the share on which it goes on: the greater of the two. */
  readonly overrun: number;
}

/** A side is measured in stretches of about this length, units, each from so many samples. */
const stretchLength = 14;
const samples = 6;
/** At least so many stretches, and so many looked at beyond either end. */
const fewestStretches = 8;
const beyond = 4;

/** How far off a side the picture is looked at, in units, and how many places that makes. */
const reach = 4;
const places = 2 * reach + 1;

/** A change of this many levels is one, where it is so many times the mean around it. */
const faintest = 3;
const outstanding = 1.4;
/** A line goes on beyond a corner where it is this strong compared with before. */
const goesOn = 0.4;

/**
 * Measures the sides (top, right, bottom, left) of a page whose corners are about these: looks for the line near each
 * on which the picture changes.
 *
 * @param unit pixels between the places looked at; the corners are right to about three of them
 */
export function measureSides(
  pixels: Pixels,
  corners: Quad,
  unit: number,
): readonly [PageSide, PageSide, PageSide, PageSide] {
  const [top, right, bottom, left] = sidesOf(corners);
  return [
    measureSide(pixels, top, unit),
    measureSide(pixels, right, unit),
    measureSide(pixels, bottom, unit),
    measureSide(pixels, left, unit),
  ];
}

/** A stretch of a side: how strongly the picture changes across it, at each place and in the mean. */
interface Stretch {
  /** Its middle, as a share of the side. */
  readonly at: number;
  readonly changes: Float64Array;
  readonly mean: number;
}

function measureSide(pixels: Pixels, side: Side, unit: number): PageSide {
  const [[ax, ay], [bx, by]] = side;
  const length = lengthOf(side);
  const count = Math.max(fewestStretches, Math.round(length / (stretchLength * unit)));
  const across = [(-(by - ay) / length) * unit, ((bx - ax) / length) * unit] as const;
  const stretches = Array.from({ length: count + 2 * beyond }, (_, index) =>
    measureStretch(pixels, side, (index - beyond + 0.5) / count, 1 / count, across),
  );
  const seen = stretches.slice(beyond, beyond + count).filter((one) => one !== undefined);
  const [first, last] = fittedLine(seen);
  const strengthOf = (one: Stretch) => strengthAt(one, Math.round(first + (last - first) * one.at) + reach);
  const strengths = seen.map(strengthOf).filter((strength) => strength > 0);
  const usual = strengths.sort((one, other) => one - other)[strengths.length >> 1] ?? 0;
  const shareGoingOn = (some: readonly (Stretch | undefined)[]) => {
    const visible = some.filter((one) => one !== undefined);
    if (visible.length * 2 < some.length) return 0;
    return visible.filter((one) => strengthOf(one) > usual * goesOn).length / visible.length;
  };
  return {
    line: [
      [ax + across[0] * first, ay + across[1] * first],
      [bx + across[0] * last, by + across[1] * last],
    ],
    support: strengths.length / Math.max(1, seen.length),
    // The first stretch beyond a corner sees the other side.
    overrun: Math.max(
      shareGoingOn(stretches.slice(0, beyond - 1)),
      shareGoingOn(stretches.slice(beyond + count + 1)),
    ),
  };
}

/** Undefined where the stretch is not in the picture, or all white: a reflection, under which there may be anything. */
function measureStretch(
  { data, width, height }: Pixels,
  [[ax, ay], [bx, by]]: Side,
  at: number,
  share: number,
  [nx, ny]: readonly [number, number],
): Stretch | undefined {
  const sums = new Float64Array((places + 2) * 3);
  for (let sample = 0; sample < samples; sample++) {
    const along = at + ((sample + 0.5) / samples - 0.5) * share;
    const x = ax + (bx - ax) * along;
    const y = ay + (by - ay) * along;
    if (x < 0 || y < 0 || x >= width || y >= height) return undefined;
    for (let place = 0; place < places + 2; place++) {
      const off = place - reach - 1;
      const column = Math.min(width - 1, Math.max(0, Math.floor(x + nx * off)));
      const row = Math.min(height - 1, Math.max(0, Math.floor(y + ny * off)));
      const read = (row * width + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const sum = place * 3 + channel;
        sums[sum] = (sums[sum] as number) + (lifted[data[read + channel] as number] as number);
      }
    }
  }
  if (sums.every((sum) => sum >= white * samples)) return undefined;
  const changes = new Float64Array(places);
  let total = 0;
  for (let place = 0; place < places; place++) {
    let most = 0;
    for (let sum = place * 3; sum < place * 3 + 3; sum++) {
      most = Math.max(most, Math.abs((sums[sum + 6] as number) - (sums[sum] as number)));
    }
    changes[place] = most / (2 * samples);
    total += changes[place] as number;
  }
  return { at, changes, mean: total / places };
}

/** The strength of the change at a place or the next to it, where it stands out; else 0. */
function strengthAt({ changes, mean }: Stretch, place: number): number {
  let best = 0;
  for (let at = Math.max(1, place - 1); at <= Math.min(places - 2, place + 1); at++) {
    const own = changes[at] as number;
    const stands = own >= faintest && own >= mean * outstanding;
    if (stands && own >= (changes[at - 1] as number) && own >= (changes[at + 1] as number))
      best = Math.max(best, own);
  }
  return best;
}

/** How far off the side, in units, the line on which its stretches change most lies at either end. */
function fittedLine(stretches: readonly Stretch[]): [first: number, last: number] {
  let [first, last, most] = [0, 0, -1];
  const tryFrom = (around: readonly [number, number], reachOfTry: number, step: number) => {
    for (let one = around[0] - reachOfTry; one <= around[0] + reachOfTry; one += step) {
      for (let other = around[1] - reachOfTry; other <= around[1] + reachOfTry; other += step) {
        if (Math.max(Math.abs(one), Math.abs(other)) > reach - 1) continue;
        // The line was looked for here: farther off it must be the better.
        const change = changeOn(stretches, one, other) * (1 - 0.02 * (Math.abs(one) + Math.abs(other)));
        if (change > most) [first, last, most] = [one, other, change];
      }
    }
  };
  tryFrom([0, 0], reach - 1, 1);
  tryFrom([first, last], 0.5, 0.5);
  return [first, last];
}

/** How much the stretches change on a line: many that change a little say more than a few that change much. */
function changeOn(stretches: readonly Stretch[], first: number, last: number): number {
  let sum = 0;
  for (const { at, changes } of stretches) {
    const place = first + (last - first) * at + reach;
    const low = Math.floor(place);
    const under = changes[low] as number;
    const change = under + ((changes[low + 1] as number) - under) * (place - low);
    sum += change / (change + 10);
  }
  return sum;
}

import { sidesOf } from "../../images/cover/quadrilateral.ts";
import type { Homography, Quad } from "../../images/homography.ts";
import { solve } from "./perspective.ts";
import { boxLeast, boxSums, type Plane, smooth } from "./plane.ts";

/** A picture laid over another. */
export interface Overlay {
  readonly plane: Plane;
  /** 1 where the picture under it can be compared: neither beyond the other's edge nor drowned in glare. */
  readonly shown: Uint8Array;
}

/**
 * Brings `scan` into the frame of `cover`; `map` leads from places of the cover to those of the scan.
 *
 * @param seen the part of the scan that shows something, by its corners in shares of the scan; all of it where null
 */
export function lay(scan: Plane, cover: Plane, map: Homography, seen: Quad | null = null): Overlay {
  const { width, height } = cover;
  const data = new Float32Array(width * height);
  const beyond = new Float32Array(width * height).fill(1);
  const [a, b, c, d, e, f, g, h, i] = map;
  const edges = seen ? edgesOf(seen, scan) : [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // `project` written out: an array for each pixel would take most of the time.
      const w = g * (x + 0.5) + h * (y + 0.5) + i;
      const fromX = (a * (x + 0.5) + b * (y + 0.5) + c) / w - 0.5;
      const fromY = (d * (x + 0.5) + e * (y + 0.5) + f) / w - 0.5;
      if (!(fromX >= 0 && fromY >= 0 && fromX < scan.width - 1 && fromY < scan.height - 1)) continue;
      if (edges.some(([across, down, offset]) => across * fromX + down * fromY < offset)) continue;
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      const [right, below] = [fromX - left, fromY - top];
      const at = top * scan.width + left;
      const [one, two] = [scan.data[at] as number, scan.data[at + 1] as number];
      const [three, four] = [scan.data[at + scan.width] as number, scan.data[at + scan.width + 1] as number];
      const upper = one + (two - one) * right;
      data[y * width + x] = upper + (three + (four - three) * right - upper) * below;
      beyond[y * width + x] = 0;
    }
  }
  const plane = { data, width, height };
  return { plane, shown: compared(plane, cover, beyond) };
}

/** Lines around a part of a picture, in its pixels: a point lies inside where no sum is under its offset. */
function edgesOf(corners: Quad, { width, height }: Plane): readonly (readonly [number, number, number])[] {
  return sidesOf(corners).map(([[fromX, fromY], [toX, toY]]) => {
    const [x, y] = [fromX * width - 0.5, fromY * height - 0.5];
    const [across, down] = [(fromY - toY) * height, (toX - fromX) * width];
    return [across, down, across * x + down * y] as const;
  });
}

/** The very edge of a picture shows the table, the next page, a worn paper: it is not compared. Pixels. */
const worn = 3;

/** What can be compared: not beyond the scan or at its edge, not at the cover's, and not in glare. */
function compared(scan: Plane, cover: Plane, beyond: Float32Array): Uint8Array {
  const { width, height } = cover;
  const outside = boxSums(beyond, width, height, worn);
  const glare = glareOf(halved(scan), halved(cover), halved({ ...cover, data: beyond }).data);
  const shown = new Uint8Array(width * height);
  const line = width >> 1;
  for (let y = worn; y < height - worn; y++) {
    for (let x = worn; x < width - worn; x++) {
      const drowned = glare[(y >> 1) * line + Math.min(line - 1, x >> 1)] as number;
      shown[y * width + x] = outside[y * width + x] === 0 && !(drowned > 0) ? 1 : 0;
    }
  }
  return shown;
}

/** Every second pixel both ways: enough to find glare in. */
function halved({ data, width, height }: Plane): Plane {
  const [columns, rows] = [width >> 1, height >> 1];
  const result = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) result[y * columns + x] = data[2 * y * width + 2 * x] as number;
  return { data: result, width: columns, height: rows };
}

/** Glare lifts what is darkest nearby by this much, grey levels, and the mean by that much. */
const liftOfDarkest = 40;
const liftOfMean = 15;
/** Glare is this much whiter than what is white nearby: where print is only missing, the paper shows. */
const whiterThanPaper = 10;
/** Nothing darker than this is glare. */
const darkestGlare = 100;
/** How far "nearby" is, and how far around that its edge fades, in pixels of the halved planes. */
const nearby = 4;
const glareEdge = 3;

/**
 * Above 0 where glare drowns the drawing, and around it. Blurring lifts the darkest pixels too, but not the mean; an
 * uneven light lifts the mean, but leaves black black; and where a number is missing that the cover has, what is dark
 * around it stays so.
 */
function glareOf(scan: Plane, cover: Plane, beyond: Float32Array): Float32Array {
  const { width, height } = cover;
  const light = lightOf(scan, cover, beyond);
  const expected = cover.data.map((value, at) => {
    if (beyond[at] !== 0) return 255;
    const [x, y] = [at % width, Math.floor(at / width)];
    return Math.min(255, (light[0] + light[1] * (x / width) + light[2] * (y / height)) * value + light[3]);
  });
  const seen = scan.data.map((value, at) => (beyond[at] === 0 ? value : 255));
  const least = (values: Float32Array) => boxLeast(values, width, height, nearby);
  const most = (values: Float32Array) => least(values.map((value) => -value)).map((value) => -value);
  const [darkestExpected, darkestSeen] = [least(expected), least(seen)];
  const [brightestExpected, brightestSeen] = [most(expected), most(seen)];
  const lifted = boxSums(
    seen.map((value, at) => value - (expected[at] as number)),
    width,
    height,
    nearby,
  );
  const pixels = (2 * nearby + 1) ** 2;
  const glare = lifted.map((sum, at) => {
    const darkest = darkestSeen[at] as number;
    const drowned = darkest - (darkestExpected[at] as number) > liftOfDarkest && darkest > darkestGlare;
    const isWhiter = (brightestSeen[at] as number) - (brightestExpected[at] as number) > whiterThanPaper;
    return drowned && isWhiter && sum > liftOfMean * pixels ? 1 : 0;
  });
  return boxSums(glare, width, height, nearby + glareEdge);
}

/** The scan's light: `scan = (a + b * x + c * y) * cover + lift`, x and y in shares of the cover's sides. */
type Light = readonly [a: number, b: number, c: number, lift: number];

/** Pixels further from the fit than this many grey levels are left out of the next one: what is not light. */
const outliers = [Number.POSITIVE_INFINITY, 60, 35, 35];

/** Light varies slowly: every so many pixels both ways say enough. */
const lightStep = 2;

/** How the scan renders the cover's tones, by least squares, what does not fit left out step by step. */
function lightOf({ data: scan }: Plane, { data: cover, width, height }: Plane, beyond: Float32Array): Light {
  let light: Light = [1, 0, 0, 0];
  for (const within of outliers) {
    const equations = Array.from({ length: 4 }, () => new Float64Array(5));
    const row = new Float64Array(5);
    for (let y = 0; y < height; y += lightStep) {
      for (let x = 0; x < width; x += lightStep) {
        const at = y * width + x;
        if (beyond[at] === 1) continue;
        const [from, to] = [cover[at] as number, scan[at] as number];
        const [across, down] = [(x / width) * from, (y / height) * from];
        const fitted = light[0] * from + light[1] * across + light[2] * down + light[3];
        if (Math.abs(to - fitted) > within) continue;
        row.set([from, across, down, 1, to]);
        for (let one = 0; one < 4; one++) {
          const equation = equations[one] as Float64Array;
          for (let other = one; other < 5; other++)
            equation[other] = (equation[other] as number) + (row[one] as number) * (row[other] as number);
        }
      }
    }
    for (let one = 0; one < 4; one++) {
      const equation = equations[one] as Float64Array;
      for (let other = 0; other < one; other++) equation[other] = equations[other]?.[one] as number;
      equation[one] = (equation[one] as number) * (1 + 1e-6) + 1e-3;
    }
    const [a = 1, b = 0, c = 0, lift = 0] = solve(equations);
    light = [a, b, c, lift];
  }
  return light;
}

/** Light and shade are what varies over more than so many pixels to each side; the drawing is what is left. */
const shadeReach = 8;

/** What of a picture is drawing: blurred a little against noise, light and shade taken away; 0 where not shown. */
export function drawing(plane: Plane, shown: Uint8Array): Plane {
  const { data, width, height } = smooth(plane);
  const counted = Float32Array.from(shown);
  const sums = boxSums(
    data.map((value, at) => value * (counted[at] as number)),
    width,
    height,
    shadeReach,
  );
  const counts = boxSums(counted, width, height, shadeReach);
  const left = (value: number, at: number) =>
    shown[at] === 1 ? value - (sums[at] as number) / (counts[at] as number) : 0;
  return { data: data.map(left), width, height };
}

import { boxSums, type Plane, shrink, smooth } from "./plane.ts";

/**
 * Points of a drawing that are found again in another picture of it, each with a description of its surroundings.
 * Corners are where the structure tensor's smaller eigenvalue peaks (Shi and Tomasi, Good Features to Track, 1994), on
 * a pyramid; a description is a histogram of gradient directions in 4 × 4 cells (Lowe, Distinctive Image Features from
 * Scale-Invariant Keypoints, 2004) of which each number is only kept as above or below their median: 128 bits.
 *
 * Descriptions stand upright. They bear a turn of some 15°; a picture that lies on its side must be turned first.
 */
export interface Points {
  readonly count: number;
  /** Places in pixels of the plane they were found in. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** `words` numbers of 32 bits a point. */
  readonly bits: Uint32Array;
}

/** 32-bit numbers of one description. */
export const words = 4;

/** Longer sides of the pyramid's pictures, pixels: what is finer than the first is lost in a scan. */
const levels = [192, 144, 108];
/** Most points of a picture. */
const mostPoints = 300;
/** Points are shared out over so many parts of a picture, so that one busy corner does not take them all. */
const parts = { across: 4, down: 6 };
/** A corner weaker than this is noise; in squared grey levels a pixel, summed over 5 × 5 pixels. */
const weakest = 60;

/** Pixels between the samples of a description, and samples on its side. */
const spacing = 1.667;
const samples = 12;
const cells = 4;
/** No corner is looked for so near to the border that half of what describes it is missing. */
const border = 8;
const directions = 8;
const length = cells * cells * directions;

/** Finds and describes the points of a picture; always the same ones for the same plane. */
export function findPoints(plane: Plane): Points {
  const total = levels.reduce((sum, size) => sum + size, 0);
  const found: { x: number; y: number; bits: Uint32Array }[] = [];
  const longer = Math.max(plane.width, plane.height);
  let level = plane;
  for (const size of levels) {
    const width = Math.round((plane.width * size) / longer);
    const height = Math.round((plane.height * size) / longer);
    if (Math.min(width, height) <= 2 * border) continue;
    level = shrink(level, width, height);
    const gradients = gradientsOf(smooth(level));
    for (const { x, y } of corners(gradients, Math.round((mostPoints * size) / total))) {
      const bits = describe(gradients, x, y);
      if (bits)
        found.push({ x: ((x + 0.5) * plane.width) / width, y: ((y + 0.5) * plane.height) / height, bits });
    }
  }
  const bits = new Uint32Array(found.length * words);
  for (const [at, point] of found.entries()) bits.set(point.bits, at * words);
  return {
    count: found.length,
    x: Float32Array.from(found, ({ x }) => x),
    y: Float32Array.from(found, ({ y }) => y),
    bits,
  };
}

interface Gradients {
  readonly across: Float32Array;
  readonly down: Float32Array;
  readonly strength: Float32Array;
  /** Where they point, 0 up to {@link directions}. */
  readonly direction: Float32Array;
  readonly width: number;
  readonly height: number;
}

function gradientsOf({ data, width, height }: Plane): Gradients {
  const [across, down, strength, direction] = [0, 0, 0, 0].map(() => new Float32Array(data.length)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) {
      const x = ((data[at + 1] as number) - (data[at - 1] as number)) / 2;
      const y = ((data[at + width] as number) - (data[at - width] as number)) / 2;
      across[at] = x;
      down[at] = y;
      strength[at] = Math.sqrt(x * x + y * y);
      const turns = Math.atan2(y, x) / (2 * Math.PI);
      // A float32 just under 1 may round up to it.
      direction[at] = Math.min(directions - 1e-5, (turns < 0 ? turns + 1 : turns) * directions);
    }
  }
  return { across, down, strength, direction, width, height };
}

/** The strongest corners, part by part: first the best of each part, then the second best, and so on. */
function corners(gradients: Gradients, most: number): { x: number; y: number }[] {
  const { width, height } = gradients;
  const strength = cornerStrength(gradients);
  const inParts = Array.from({ length: parts.across * parts.down }, (): number[] => []);
  for (let y = border; y < height - border; y++) {
    for (let x = border; x < width - border; x++) {
      const at = y * width + x;
      if (!isPeak(strength, at, width)) continue;
      const column = Math.floor((x / width) * parts.across);
      inParts[Math.floor((y / height) * parts.down) * parts.across + column]?.push(at);
    }
  }
  const strongestFirst = (left: number, right: number) =>
    (strength[right] as number) - (strength[left] as number) || left - right;
  const ranked = inParts.flatMap((part) => part.sort(strongestFirst).map((at, rank) => ({ at, rank })));
  ranked.sort((left, right) => left.rank - right.rank || strongestFirst(left.at, right.at));
  return ranked.slice(0, most).map(({ at }) => {
    const value = (offset: number) => strength[at + offset] as number;
    const x = at % width;
    return {
      x: x + vertex(value(-1), value(0), value(1)),
      y: (at - x) / width + vertex(value(-width), value(0), value(width)),
    };
  });
}

/** The smaller eigenvalue of the gradients' structure tensor over 5 × 5 pixels. */
function cornerStrength({ across, down, width, height }: Gradients): Float32Array {
  const sums = (left: Float32Array, right: Float32Array) =>
    boxSums(
      left.map((value, at) => value * (right[at] as number)),
      width,
      height,
      2,
    );
  const [xx, xy, yy] = [sums(across, across), sums(across, down), sums(down, down)];
  return xx.map((x, at) => {
    const y = yy[at] as number;
    const half = (x - y) / 2;
    return (x + y) / 2 - Math.sqrt(half * half + (xy[at] as number) ** 2);
  });
}

/** Of equal neighbours the first one is the peak. */
function isPeak(strength: Float32Array, at: number, width: number): boolean {
  const value = strength[at] as number;
  // Most pixels end here; lists of the neighbours would cost more than all the rest of it.
  if (value < weakest || value <= (strength[at - 1] as number) || value < (strength[at + 1] as number))
    return false;
  for (let above = at - width - 1; above <= at - width + 1; above++)
    if (value <= (strength[above] as number)) return false;
  for (let below = at + width - 1; below <= at + width + 1; below++)
    if (value < (strength[below] as number)) return false;
  return true;
}

/** Where the parabola through three neighbours has its peak, -0.5..0.5 from the middle one. */
function vertex(before: number, at: number, after: number): number {
  const bend = before - 2 * at + after;
  return bend === 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / 2 / bend));
}

/**
 * Of each sample the histograms of the cells around it and its share in each, which grows towards their middles and
 * towards the point. The same for all points.
 */
const shares = Array.from({ length: samples * samples }, (_, at) => {
  const [column, row] = [at % samples, Math.floor(at / samples)];
  const [x, y] = [column - (samples - 1) / 2, row - (samples - 1) / 2];
  const nearness = Math.exp(-(x * x + y * y) / (2 * (samples / 2) ** 2));
  const inCells = (place: number) => ((place + 0.5) * cells) / samples - 0.5;
  const found: { readonly cell: number; readonly share: number }[] = [];
  for (let cell = 0; cell < cells * cells; cell++) {
    const share =
      Math.max(0, 1 - Math.abs(inCells(column) - (cell % cells))) *
      Math.max(0, 1 - Math.abs(inCells(row) - Math.floor(cell / cells)));
    if (share > 0) found.push({ cell: cell * directions, share: share * nearness });
  }
  return found;
});

/** Undefined where there is nothing to describe. */
function describe({ strength, direction, width, height }: Gradients, px: number, py: number) {
  const histogram = new Float32Array(length);
  let total = 0;
  for (let at = 0; at < shares.length; at++) {
    const x = Math.round(px + ((at % samples) - (samples - 1) / 2) * spacing);
    const y = Math.round(py + (Math.floor(at / samples) - (samples - 1) / 2) * spacing);
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    const weight = strength[y * width + x] as number;
    if (weight === 0) continue;
    total += weight;
    const towards = direction[y * width + x] as number;
    const first = Math.floor(towards);
    const turn = towards - first;
    const second = (first + 1) % directions;
    for (const { cell, share } of shares[at] as (typeof shares)[number]) {
      const vote = weight * share;
      histogram[cell + first] = (histogram[cell + first] as number) + vote * (1 - turn);
      histogram[cell + second] = (histogram[cell + second] as number) + vote * turn;
    }
  }
  return total < 1 ? undefined : aboveMedian(histogram);
}

function aboveMedian(histogram: Float32Array): Uint32Array {
  const median = histogram.slice().sort()[length / 2] as number;
  const bits = new Uint32Array(words);
  for (let at = 0; at < length; at++)
    if ((histogram[at] as number) > median) bits[at >> 5] = (bits[at >> 5] as number) | (1 << (at & 31));
  return bits;
}

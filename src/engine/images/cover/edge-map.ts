import type { Pixels } from "../picture.ts";
import { type Levels, levelsOf, white } from "./levels.ts";

/**
 * Where a picture has edges that run down it, give or take 30°, or, with the picture lying on its side, edges that
 * run across it. A line of such edges is `across = at + slope · (along − middle)`: sums and products only, which
 * come out alike on every machine, as sines need not.
 */
export interface EdgeMap {
  /** Steps from one side to the other, and steps down the line. */
  readonly across: number;
  readonly along: number;
  /** At `along * across + …`: the slope of the edge there, {@link noEdge} or {@link blownOut}. */
  readonly slopes: Float32Array;
}

export interface Edges {
  /** Pixels of the picture to a step. */
  readonly step: number;
  /** The picture in these steps. */
  readonly levels: Levels;
  readonly upright: EdgeMap;
  /** The picture lies on its side: `across` is down the picture, `along` is across it. */
  readonly level: EdgeMap;
}

/** No slope that is found: nothing there. */
export const noEdge = 9;
/** Nor is this: a reflection as white as white can be, under which there may be anything. */
export const blownOut = 8;

/** About how many steps the longest side has: looked at more finely, paper and carpet have more edges than pages have. */
const fineness = 256;

/** The least change for an edge, levels a step. */
const faintest = 3;

/** The steepest slope of an edge; lines are looked for up to about 24°. */
const steepest = 0.6;

/** The edges of a picture, each one step wide. */
export function edgesOf(pixels: Pixels): Edges {
  const step = Math.max(1, Math.round(Math.max(pixels.width, pixels.height) / fineness));
  const small = levelsOf(pixels, step);
  const { width, height } = small;
  const { across, down } = gradientsOf(small);
  const upright = thinned(across, down, width, height);
  const level = thinned(onItsSide(down, width, height), onItsSide(across, width, height), height, width);
  markBlownOut(small, upright, level);
  return {
    step,
    levels: small,
    upright: { across: width, along: height, slopes: upright },
    level: { across: height, along: width, slopes: level },
  };
}

/** Sobel's gradients, levels a step, of whichever channel changes most at each place. */
function gradientsOf({ values, width, height }: Levels): { across: Float32Array; down: Float32Array } {
  const across = new Float32Array(width * height);
  const down = new Float32Array(width * height);
  const line = width * 3;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const place = (y * width + x) * 3;
      let most = -1;
      let bestAcross = 0;
      let bestDown = 0;
      for (let at = place; at < place + 3; at++) {
        const upperLeft = values[at - line - 3] as number;
        const upperRight = values[at - line + 3] as number;
        const lowerLeft = values[at + line - 3] as number;
        const lowerRight = values[at + line + 3] as number;
        const falling = lowerRight - upperLeft;
        const rising = upperRight - lowerLeft;
        const ownAcross = falling + rising + 2 * ((values[at + 3] as number) - (values[at - 3] as number));
        const ownDown =
          falling - rising + 2 * ((values[at + line] as number) - (values[at - line] as number));
        const strength = ownAcross * ownAcross + ownDown * ownDown;
        if (strength > most) {
          most = strength;
          bestAcross = ownAcross;
          bestDown = ownDown;
        }
      }
      across[y * width + x] = bestAcross / 8;
      down[y * width + x] = bestDown / 8;
    }
  }
  return { across, down };
}

function onItsSide(values: Float32Array, width: number, height: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) turned[x * height + y] = values[y * width + x] as number;
  }
  return turned;
}

/** Of each run of changes across, the strongest one, where its edge runs along. */
function thinned(across: Float32Array, along: Float32Array, width: number, height: number): Float32Array {
  const slopes = new Float32Array(width * height).fill(noEdge);
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) {
      const change = Math.abs(across[at] as number);
      if (change < faintest) continue;
      if (change < Math.abs(across[at - 1] as number) || change <= Math.abs(across[at + 1] as number))
        continue;
      const slope = -(along[at] as number) / (across[at] as number);
      if (Math.abs(slope) <= steepest) slopes[at] = slope;
    }
  }
  return slopes;
}

function markBlownOut({ values, width, height }: Levels, upright: Float32Array, level: Float32Array): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const darkest = Math.min(values[at] as number, values[at + 1] as number, values[at + 2] as number);
      if (darkest < white) continue;
      upright[y * width + x] = blownOut;
      level[x * height + y] = blownOut;
    }
  }
}

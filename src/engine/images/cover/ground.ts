import type { Quad } from "../homography.ts";
import { type Levels, white } from "./levels.ts";
import { type Side, sidesOf } from "./quadrilateral.ts";

/** What lies along the sides of a quadrilateral: on a page's far side the ground, on its near side none of it. */
export interface GroundOpinion {
  /** Just inside a side, the share that looks like what lies around: of the side where that is most. */
  readonly within: number;
  /** Just outside the sides, the share that does. */
  readonly around: number;
}

/** Where nothing is known: the ground around is too little, or hidden. */
export const noOpinion: GroundOpinion = { within: 0.4, around: 0.7 };

/** What a side counts for whose outside cannot be seen. */
const unseen = 0.2;

/** Places looked at are this far apart, steps; of the ground at least so many. */
const stride = 4;
const fewest = 30;
/** What is nearer than this to a side, steps, is not asked for how the ground looks: the page's shadow. */
const edge = 3;

/** How far from a side, steps, it is looked at, and at how many places along it. */
const offsets = [2, 3.5, 5] as const;
const placesAlong = 24;

/** A picture's ground as its places tell it: built once, asked about many corners. */
export class GroundView {
  /** Places all over the picture that no reflection hides: x, y, brightness, blueness, redness, over and over. */
  readonly #places: Float32Array;
  /** The tone last looked at: one object for thousands of places. */
  readonly #tone: Tone = { light: 0, blue: 0, red: 0 };

  constructor(private readonly levels: Levels) {
    const places: number[] = [];
    for (let y = 1; y < levels.height; y += stride) {
      for (let x = 1; x < levels.width; x += stride) {
        if (this.#look(x, y)) places.push(x, y, this.#tone.light, this.#tone.blue, this.#tone.red);
      }
    }
    this.#places = Float32Array.from(places);
  }

  /** False where a reflection hides what is there. */
  #look(x: number, y: number): boolean {
    const { values, width } = this.levels;
    const at = (y * width + x) * 3;
    const red = values[at] as number;
    const green = values[at + 1] as number;
    const blue = values[at + 2] as number;
    if (red >= white && green >= white && blue >= white) return false;
    const light = 0.299 * red + 0.587 * green + 0.114 * blue;
    this.#tone.light = light;
    this.#tone.blue = blue - light;
    this.#tone.red = red - light;
    return true;
  }

  /** What the surroundings of corners, in steps, say about whether a page lies there. */
  opinion(corners: Quad): GroundOpinion {
    const sides = sidesOf(corners);
    const lines = sides.map(inwardLine) as [Line, Line, Line, Line];
    const ground = this.#groundOutside(lines);
    if (!ground) return noOpinion;
    let within = 0;
    let around = 0;
    for (const [at, side] of sides.entries()) {
      const line = lines[at] as Line;
      within = Math.max(within, this.#share(ground, side, line, 1) ?? noOpinion.within);
      around += (this.#share(ground, side, line, -1) ?? unseen) / 4;
    }
    return { within, around };
  }

  #groundOutside([top, right, bottom, left]: readonly [Line, Line, Line, Line]): Ground | undefined {
    const light = new Uint16Array(bins);
    const blue = new Uint16Array(bins);
    const red = new Uint16Array(bins);
    let count = 0;
    for (let at = 0; at < this.#places.length; at += 5) {
      const x = this.#places[at] as number;
      const y = this.#places[at + 1] as number;
      const isOutside =
        insideOf(top, x, y) < -edge ||
        insideOf(right, x, y) < -edge ||
        insideOf(bottom, x, y) < -edge ||
        insideOf(left, x, y) < -edge;
      if (!isOutside) continue;
      count++;
      add(light, this.#places[at + 2] as number);
      add(blue, this.#places[at + 3] as number);
      add(red, this.#places[at + 4] as number);
    }
    if (count < fewest) return undefined;
    const tolerance = (histogram: Uint16Array) =>
      Math.max(8, 1.2 * (quantile(histogram, count, 0.9) - quantile(histogram, count, 0.1)));
    return {
      blue: quantile(blue, count, 0.5),
      red: quantile(red, count, 0.5),
      blueSpread: tolerance(blue),
      redSpread: tolerance(red),
      // Darker in a shadow, lighter under a lamp.
      darkest: quantile(light, count, 0.05) * 0.7 - 6,
      lightest: quantile(light, count, 0.95) * 1.1 + 6,
    };
  }

  /** Of a band along a side the share that looks like the ground; undefined where hardly any of it is seen. */
  #share(ground: Ground, [[ax, ay], [bx, by]]: Side, [a, b]: Line, direction: 1 | -1): number | undefined {
    const { width, height } = this.levels;
    let seen = 0;
    let alike = 0;
    for (let place = 0; place < placesAlong; place++) {
      const along = (place + 0.5) / placesAlong;
      for (const offset of offsets) {
        const x = Math.round(ax + (bx - ax) * along + a * offset * direction);
        const y = Math.round(ay + (by - ay) * along + b * offset * direction);
        if (x < 0 || y < 0 || x >= width || y >= height || !this.#look(x, y)) continue;
        seen++;
        if (looksLike(ground, this.#tone)) alike++;
      }
    }
    return seen < placesAlong / 2 ? undefined : alike / seen;
  }
}

/** Brightness, and how far blue and red are from it. */
interface Tone {
  light: number;
  blue: number;
  red: number;
}

/** `a · x + b · y + c`: how far a place lies inside a side. */
type Line = readonly [a: number, b: number, c: number];

function inwardLine([[ax, ay], [bx, by]]: Side): Line {
  const length = Math.sqrt((bx - ax) ** 2 + (by - ay) ** 2);
  const [a, b] = [-(by - ay) / length, (bx - ax) / length];
  return [a, b, -(a * ax + b * ay)];
}

function insideOf(line: Line, x: number, y: number): number {
  return line[0] * x + line[1] * y + line[2];
}

interface Ground {
  readonly blue: number;
  readonly red: number;
  readonly blueSpread: number;
  readonly redSpread: number;
  readonly darkest: number;
  readonly lightest: number;
}

function looksLike(ground: Ground, tone: Tone): boolean {
  return (
    Math.abs(tone.blue - ground.blue) <= ground.blueSpread &&
    Math.abs(tone.red - ground.red) <= ground.redSpread &&
    tone.light >= ground.darkest &&
    tone.light <= ground.lightest
  );
}

/** Histograms of -256..255, a bin for each level. */
const bins = 512;

function add(histogram: Uint16Array, value: number): void {
  const bin = Math.floor(value) + 256;
  histogram[bin] = (histogram[bin] as number) + 1;
}

function quantile(histogram: Uint16Array, count: number, share: number): number {
  let left = Math.floor((count - 1) * share);
  for (let bin = 0; bin < bins; bin++) {
    left -= histogram[bin] as number;
    if (left < 0) return bin - 256;
  }
  return 255;
}

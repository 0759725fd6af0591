import { type Random, randomOf } from "../../seeded-random.ts";
import { type Homography, inverse, project, squareToQuad } from "../homography.ts";
import type { Pixels } from "../picture.ts";
import { loadSharp } from "../sharp.ts";
import { type Capture, type CaptureKind, captureKinds, drawCapture } from "./capture.ts";
import { drawGlare, type Glare, whiteness } from "./glare.ts";
import { brightness, drawLamp, type Lamp } from "./lamp.ts";
import { drawMoire, type Moire, stripes } from "./moire.ts";
import { addNoise } from "./sensor-noise.ts";
import type { Strength } from "./strengths.ts";
import { drawSurroundings, type Surroundings, tileSide } from "./surroundings.ts";

export interface DistortOptions {
  readonly strength: Strength;
  /** The same cover, strength and seed give the same picture. */
  readonly seed: number | string;
  /** Drawn by the seed where it is left out. */
  readonly kind?: CaptureKind;
}

/** A cover as somebody else has it. */
export interface Distorted {
  /** The picture's file. */
  readonly jpeg: Uint8Array;
  /** How it was taken, and where the cover lies in it. */
  readonly capture: Capture;
}

/** The light and the sensor through which the cover is seen. */
interface View {
  readonly lamp: Lamp;
  readonly glare: Glare | null;
  readonly moire: Moire | null;
  readonly surroundings: Surroundings;
  /** Where the tile of the surroundings begins. */
  readonly tileX: number;
  readonly tileY: number;
}

/**
 * Scans or photographs a cover: askew, on a lid or a table, in uneven light, with reflections and stripes, blurred,
 * noisy and compressed, as far as the strength says. Which of these a picture suffers depends on how it was taken: a
 * scan has no reflections and no perspective, a photo no stripes, and only a close photo loses a part of the cover.
 *
 * @example
 * const { jpeg } = await distort(picture.work, { strength: strengths.middle, seed: "cover 12" });
 */
export async function distort(cover: Pixels, options: DistortOptions): Promise<Distorted> {
  const { strength } = options;
  const random = randomOf(`distortion ${options.seed}`);
  const drawn = random.pick(captureKinds);
  const kind = options.kind ?? drawn;
  const shape = cover.width / cover.height;
  const capture = drawCapture(kind, shape, strength, random);
  const toCover = inverse(squareToQuad(capture.corners));
  const view: View = {
    lamp: drawLamp(strength.light, random),
    surroundings: drawSurroundings(kind, random),
    tileX: random.whole(0, tileSide - 1),
    tileY: random.whole(0, tileSide - 1),
    glare: kind === "scan" ? null : glareOn(shape, capture, toCover, strength.glare, random),
    moire: kind === "photo" ? null : drawMoire(strength.moire, random),
  };
  const scene = paint(cover, capture, toCover, view);
  const sharp = await loadSharp();
  const raw = { width: capture.width, height: capture.height, channels: 3 } as const;
  const blurred = await sharp(scene, { raw }).blur(strength.blur).raw().toBuffer();
  addNoise(new Uint8ClampedArray(blurred.buffer, blurred.byteOffset, blurred.length), strength.noise, random);
  const jpeg = await sharp(blurred, { raw }).jpeg({ quality: strength.jpeg }).toBuffer();
  return { jpeg, capture };
}

/** Looks up, for each pixel of the picture, where on the cover it lies, and lights it. */
function paint(
  cover: Pixels,
  { width, height }: Capture,
  toCover: Homography,
  view: View,
): Uint8ClampedArray {
  const [a, b, c, d, e, f, g, h, i] = toCover;
  const { lamp, glare, moire, surroundings } = view;
  const shape = cover.width / cover.height;
  const tint = [1 + lamp.warmth, 1, 1 - lamp.warmth];
  const colour = new Float64Array(3);
  const lift = new Float64Array(3);
  const scene = new Uint8ClampedArray(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const w = g * (x + 0.5) + h * (y + 0.5) + i;
      const u = (a * (x + 0.5) + b * (y + 0.5) + c) / w;
      const v = (d * (x + 0.5) + e * (y + 0.5) + f) / w;
      // In heights of the cover.
      const outside = Math.max(-u * shape, (u - 1) * shape, -v, v - 1);
      if (outside > 0) surround(colour, surroundings, outside, x + view.tileX, y + view.tileY);
      else sample(colour, cover, u * cover.width - 0.5, v * cover.height - 0.5);
      const bright = brightness(lamp, x / width, y / height);
      const white = glare ? whiteness(glare, u * shape, v) : 0;
      if (moire) stripes(moire, x, y, lift);
      for (let channel = 0; channel < 3; channel++) {
        const lit = (colour[channel] as number) * bright * (tint[channel] as number);
        scene[at + channel] = lit + white * (255 - lit) + 255 * (lift[channel] as number);
      }
    }
  }
  return scene;
}

function surround(
  colour: Float64Array,
  { colour: own, tile, shadow }: Surroundings,
  outside: number,
  x: number,
  y: number,
): void {
  const grain = tile[(y % tileSide) * tileSide + (x % tileSide)] as number;
  // The shadow is gone at a thirtieth of the cover's height.
  const light = grain * (1 - shadow * Math.max(0, 1 - outside * 30));
  for (let channel = 0; channel < 3; channel++) colour[channel] = (own[channel] as number) * light;
}

/** The cover's colour at a place between its pixels. */
function sample(colour: Float64Array, { data, width, height }: Pixels, x: number, y: number): void {
  const left = Math.min(width - 2, Math.max(0, Math.floor(x)));
  const above = Math.min(height - 2, Math.max(0, Math.floor(y)));
  const across = Math.min(1, Math.max(0, x - left));
  const down = Math.min(1, Math.max(0, y - above));
  const top = (above * width + left) * 3;
  const bottom = top + width * 3;
  for (let channel = 0; channel < 3; channel++) {
    const upper = mixed(data[top + channel] as number, data[top + channel + 3] as number, across);
    const lower = mixed(data[bottom + channel] as number, data[bottom + channel + 3] as number, across);
    colour[channel] = mixed(upper, lower, down);
  }
}

function mixed(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

/** Reflections on the part of the cover that the picture shows. */
function glareOn(shape: number, capture: Capture, toCover: Homography, area: number, random: Random) {
  const seen: number[] = [];
  for (let y = 4; y < capture.height; y += 8) {
    for (let x = 4; x < capture.width; x += 8) {
      const [u, v] = project(toCover, [x, y]);
      if (u >= 0 && u <= 1 && v >= 0 && v <= 1) seen.push(u * shape, v);
    }
  }
  return drawGlare(area, shape, Float64Array.from(seen), random);
}

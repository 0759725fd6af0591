/**
 * How badly a cover may be scanned or photographed. *Up to* means drawn evenly from nothing to that; every other
 * figure is exact.
 */
export interface Strength {
  /** Degrees, up to, either way. */
  readonly turn: number;
  /** Each corner moves inwards along both sides by up to this share of them. */
  readonly perspective: number;
  /** The share of the picture's width and of its height that a close photograph keeps, at a random place. */
  readonly crop: number;
  /** The share of the visible cover over which a reflection hides at least half of it. */
  readonly glare: number;
  /** Height of the stripes that a screen or a printing raster makes with the sensor; 1 is black to white. */
  readonly moire: number;
  /** A scanner's lid shows beside the cover: on each side up to this share of it. */
  readonly border: number;
  /** The table around the cover in a photograph: on each side up to this share of it. */
  readonly surroundings: number;
  /** Light falls off by up to this share from one side to the other; shadows and the lamp's colour follow it. */
  readonly light: number;
  /** Sigma of the blur, in pixels of a picture of {@link longestSide}. */
  readonly blur: number;
  /** Deviation of the sensor's noise, in levels of 255. */
  readonly noise: number;
  /** Quality of the JPEG. */
  readonly jpeg: number;
}

/** Longest side of a distorted picture, pixels. */
export const longestSide = 640;

/** The published strengths: every figure of the bench of covers names one of them. */
export const strengths = {
  light: {
    turn: 3,
    perspective: 0.03,
    crop: 0.95,
    glare: 0.05,
    moire: 0.02,
    border: 0.03,
    surroundings: 0.06,
    light: 0.12,
    blur: 0.6,
    noise: 2,
    jpeg: 85,
  },
  middle: {
    turn: 8,
    perspective: 0.1,
    crop: 0.85,
    glare: 0.15,
    moire: 0.05,
    border: 0.08,
    surroundings: 0.15,
    light: 0.3,
    blur: 1.1,
    noise: 6,
    jpeg: 60,
  },
  hard: {
    turn: 15,
    perspective: 0.18,
    crop: 0.75,
    glare: 0.25,
    moire: 0.09,
    border: 0.15,
    surroundings: 0.3,
    light: 0.5,
    blur: 1.8,
    noise: 12,
    jpeg: 35,
  },
} as const satisfies Record<string, Strength>;
export type StrengthName = keyof typeof strengths;

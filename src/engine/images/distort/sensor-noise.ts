import { type Random, randomOf } from "../../seeded-random.ts";

/** A prime, so that neighbouring rows of any picture read other places of the table. */
const length = 65_521;
const table = noiseTable();

/**
 * Adds noise of this deviation, in levels of 255, to every channel of every pixel. It is read from a table, from a
 * drawn place on: a picture takes a million numbers. The sum of three even ones is nearly normal.
 */
export function addNoise(pixels: Uint8ClampedArray, deviation: number, random: Random): void {
  let from = random.whole(0, length - 1);
  for (let at = 0; at < pixels.length; at++) {
    pixels[at] = (pixels[at] as number) + deviation * (table[from] as number);
    from = from + 1 === length ? 0 : from + 1;
  }
}

function noiseTable(): Float32Array {
  const random = randomOf("sensor noise");
  return Float32Array.from({ length }, () => 2 * (random.next() + random.next() + random.next() - 1.5));
}

import type { Pixels } from "../picture.ts";

/** A picture seen coarsely: three channels a place, in 0..255, brighter in the dark than the pixels are. */
export interface Levels {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Levels as they are compared: what is dark is drawn apart and what is bright together, as eyes do it, so that the edge
 * of a dark page in its own shadow is an edge.
 */
export const lifted = Float32Array.from({ length: 256 }, (_, level) => {
  const lift = 32;
  const from = Math.sqrt(lift);
  return ((Math.sqrt(level + lift) - from) * 255) / (Math.sqrt(255 + lift) - from);
});

/** From here on a level is white: blown out by a reflection, or paper; there may be anything under it. */
export const white = 246;

/** A picture in steps of so many pixels, blurred by a step: the grain of paper, carpets and JPEG is gone. */
export function levelsOf(pixels: Pixels, step: number): Levels {
  return softened(shrunk(pixels, step));
}

/** The means of blocks of pixels; a rest that fills no block is left out. */
function shrunk({ data, width, height }: Pixels, step: number): Levels {
  const across = Math.floor(width / step);
  const down = Math.floor(height / step);
  const values = new Float32Array(across * down * 3);
  for (let y = 0; y < down * step; y++) {
    let read = y * width * 3;
    let write = Math.floor(y / step) * across * 3;
    for (let block = 0; block < across; block++, write += 3) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let x = 0; x < step; x++, read += 3) {
        red += lifted[data[read] as number] as number;
        green += lifted[data[read + 1] as number] as number;
        blue += lifted[data[read + 2] as number] as number;
      }
      values[write] = (values[write] as number) + red;
      values[write + 1] = (values[write + 1] as number) + green;
      values[write + 2] = (values[write + 2] as number) + blue;
    }
  }
  const share = 1 / (step * step);
  for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) * share;
  return { values, width: across, height: down };
}

/** By 1 2 1 both ways; the outermost places stay as they are. */
function softened({ values, width, height }: Levels): Levels {
  const line = width * 3;
  const wide = values.slice();
  for (let y = 0; y < height; y++) {
    for (let at = y * line + 3; at < (y + 1) * line - 3; at++) {
      wide[at] = ((values[at - 3] as number) + 2 * (values[at] as number) + (values[at + 3] as number)) / 4;
    }
  }
  const soft = wide.slice();
  for (let at = line; at < values.length - line; at++) {
    soft[at] = ((wide[at - line] as number) + 2 * (wide[at] as number) + (wide[at + line] as number)) / 4;
  }
  return { values: soft, width, height };
}

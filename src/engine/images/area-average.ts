import type { Pixels } from "./picture.ts";

/**
 * Shrinks pixels to a small grid by the mean of the area under each cell, where a pixel that two cells share
 * counts for both by its parts. Returns `columns * rows * 3` means of R, G, B in 0..255, row by row.
 *
 * Written out instead of asked of sharp, whose resampler takes other instructions on other processors: hashes
 * and signatures are stored and compared for years, so they must be equal to the last bit on every machine.
 */
export function areaAverage({ data, width, height }: Pixels, columns: number, rows: number): Float64Array {
  const across = overlaps(width, columns);
  const down = overlaps(height, rows);
  const narrow = new Float64Array(height * columns * 3);
  for (let y = 0; y < height; y++) {
    for (const { index, cell, share } of across) {
      const read = (y * width + index) * 3;
      const write = (y * columns + cell) * 3;
      narrow[write] = (narrow[write] as number) + (data[read] as number) * share;
      narrow[write + 1] = (narrow[write + 1] as number) + (data[read + 1] as number) * share;
      narrow[write + 2] = (narrow[write + 2] as number) + (data[read + 2] as number) * share;
    }
  }
  const line = columns * 3;
  const means = new Float64Array(rows * line);
  for (const { index, cell, share } of down) {
    for (let at = 0; at < line; at++) {
      const write = cell * line + at;
      means[write] = (means[write] as number) + (narrow[index * line + at] as number) * share;
    }
  }
  return means;
}

/** Which of `from` neighbours lie under which of `to` cells, and the share each has in its cell's mean. */
function overlaps(from: number, to: number): { index: number; cell: number; share: number }[] {
  const found = [];
  for (let cell = 0; cell < to; cell++) {
    const start = (cell * from) / to;
    const end = ((cell + 1) * from) / to;
    for (let index = Math.floor(start); index < end; index++) {
      const share = (Math.min(end, index + 1) - Math.max(start, index)) / (end - start);
      found.push({ index, cell, share });
    }
  }
  return found;
}

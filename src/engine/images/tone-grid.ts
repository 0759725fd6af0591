import { areaAverage } from "./area-average.ts";
import type { Pixels } from "./picture.ts";

/** Cells of the grid: both grids that are made of it have whole cells of it under each of theirs. */
const columns = 32;
const rows = 96;

const kept = new WeakMap<Pixels, Float64Array>();

/**
 * Mean colours of a picture on a coarser grid, `columns * rows * 3` numbers in 0..255, row by row: 32 columns or a
 * part of them, 96 rows or a part of them. Hash and colours look at the same picture one after the other, so its
 * million bytes are summed up once.
 */
export function toneGrid(pixels: Pixels, { across, down }: { across: number; down: number }): Float64Array {
  let fine = kept.get(pixels);
  if (!fine) {
    fine = areaAverage(pixels, columns, rows);
    kept.set(pixels, fine);
  }
  return coarser(fine, across, down);
}

function coarser(fine: Float64Array, across: number, down: number): Float64Array {
  const [wide, high] = [columns / across, rows / down];
  const means = new Float64Array(across * down * 3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const read = (row * columns + column) * 3;
      const write = (Math.floor(row / high) * across + Math.floor(column / wide)) * 3;
      for (let channel = 0; channel < 3; channel++) {
        means[write + channel] = (means[write + channel] as number) + (fine[read + channel] as number);
      }
    }
  }
  return means.map((sum) => sum / (wide * high));
}

import type { Pixels } from "./picture.ts";
import type { Crop } from "./prepare-pixels.ts";

/**
 * A part of a picture, made `factor` times smaller by the mean of squares of pixels; of a last square that is not
 * whole, the mean of what there is.
 */
export function shrink({ data, width }: Pixels, part: Crop, factor: number): Pixels {
  const [across, down] = [Math.ceil(part.width / factor), Math.ceil(part.height / factor)];
  const small = new Uint8Array(across * down * 3);
  const sums = new Int32Array(across * 3);
  for (let row = 0; row < down; row++) {
    sums.fill(0);
    const from = part.top + row * factor;
    const to = Math.min(from + factor, part.top + part.height);
    for (let y = from; y < to; y++) addRow(data, (y * width + part.left) * 3, part.width, factor, sums);
    for (let cell = 0, at = 0; cell < across; cell++) {
      const share = 1 / ((to - from) * Math.min(factor, part.width - cell * factor));
      for (const last = at + 3; at < last; at++)
        small[row * across * 3 + at] = (sums[at] as number) * share + 0.5;
    }
  }
  return { data: small, width: across, height: down };
}

/** Every pixel of every face passes through here. */
function addRow(data: Uint8Array, from: number, pixels: number, factor: number, sums: Int32Array): void {
  const end = from + pixels * 3;
  for (let at = 0, read = from; read < end; at += 3) {
    const last = Math.min(read + factor * 3, end);
    let [red, green, blue] = [0, 0, 0];
    for (; read < last; read += 3) {
      red += data[read] as number;
      green += data[read + 1] as number;
      blue += data[read + 2] as number;
    }
    sums[at] = (sums[at] as number) + red;
    sums[at + 1] = (sums[at + 1] as number) + green;
    sums[at + 2] = (sums[at + 2] as number) + blue;
  }
}

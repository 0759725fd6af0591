import type { Picture } from "./picture.ts";
import { toneGrid } from "./tone-grid.ts";

const side = 32;
const low = 8;

/** `cosines[k * side + n]`: the DCT-II basis, as far as the low frequencies need it. */
const cosines = Float64Array.from({ length: low * side }, (_, index) => {
  const frequency = Math.floor(index / side);
  const place = index % side;
  return Math.cos((Math.PI / side) * (place + 0.5) * frequency);
});

/**
 * The 64-bit DCT hash of a picture ("pHash"), 8 bytes, most significant bit first: the low 8 × 8 frequencies of
 * its 32 × 32 luminance, each 1 where it is above their median.
 *
 * The median, and without the DC term: by the mean, one strong frequency decides for all the others, and
 * unrelated pictures come out alike (img_hash issue 12: 7 % precision by mean, 100 % by median). The first bit,
 * the DC term's place, is always 0. Luminance is Rec. 601's.
 *
 * A second opinion beside the embedding: steady under recompression, scaling and light, blind to crops.
 */
export function perceptualHash({ work }: Picture): Uint8Array {
  const frequencies = lowFrequencies(luminance(toneGrid(work, { across: side, down: side })));
  const sorted = frequencies.slice(1).sort();
  const median = sorted[sorted.length >> 1] as number;
  const hash = new Uint8Array(8);
  for (let bit = 1; bit < low * low; bit++) {
    if ((frequencies[bit] as number) > median)
      hash[bit >> 3] = (hash[bit >> 3] as number) | (0x80 >> (bit & 7));
  }
  return hash;
}

/** How many of the 64 bits differ: 0 for the same hash, about 32 for unrelated pictures. */
export function hammingDistance(left: Uint8Array, right: Uint8Array): number {
  let distance = 0;
  for (let index = 0; index < 8; index++) {
    let differing = (left[index] as number) ^ (right[index] as number);
    for (; differing !== 0; differing &= differing - 1) distance++;
  }
  return distance;
}

function luminance(rgb: Float64Array): Float64Array {
  return Float64Array.from(
    { length: rgb.length / 3 },
    (_, index) =>
      0.299 * (rgb[index * 3] as number) +
      0.587 * (rgb[index * 3 + 1] as number) +
      0.114 * (rgb[index * 3 + 2] as number),
  );
}

/** The two-dimensional DCT-II of the grid, its low corner only: first along the rows, then down the columns. */
function lowFrequencies(grid: Float64Array): Float64Array {
  const rows = new Float64Array(side * low);
  for (let y = 0; y < side; y++) {
    for (let frequency = 0; frequency < low; frequency++) {
      let sum = 0;
      for (let x = 0; x < side; x++)
        sum += (grid[y * side + x] as number) * (cosines[frequency * side + x] as number);
      rows[y * low + frequency] = sum;
    }
  }
  const corner = new Float64Array(low * low);
  for (let down = 0; down < low; down++) {
    for (let across = 0; across < low; across++) {
      let sum = 0;
      for (let y = 0; y < side; y++)
        sum += (rows[y * low + across] as number) * (cosines[down * side + y] as number);
      // Rounded, so that frequencies that are nothing but rounding noise (a plain picture) are all equally 0.
      corner[down * low + across] = Math.round(sum * 1e6) / 1e6;
    }
  }
  return corner;
}

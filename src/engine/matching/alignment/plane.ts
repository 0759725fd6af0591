import type { Pixels } from "../../images/picture.ts";

/** One number a pixel, row by row from the top left. */
export interface Plane {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Luminance by Rec. 601, 0..255. */
export function luminance({ data, width, height }: Pixels): Plane {
  const grey = new Float32Array(width * height);
  for (let at = 0; at < grey.length; at++) {
    const [red, green, blue] = [data[at * 3], data[at * 3 + 1], data[at * 3 + 2]] as [number, number, number];
    grey[at] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return { data: grey, width, height };
}

/** Smaller by the mean of the area under each pixel; a pixel that two share counts for both by its parts. */
export function shrink(plane: Plane, width: number, height: number): Plane {
  const narrow = shrinkRows(plane, width);
  return turned(shrinkRows(turned(narrow), height));
}

function shrinkRows({ data, width, height }: Plane, to: number): Plane {
  const result = new Float32Array(to * height);
  for (let cell = 0; cell < to; cell++) {
    const [start, end] = [(cell * width) / to, ((cell + 1) * width) / to];
    for (let index = Math.floor(start); index < end; index++) {
      const share = (Math.min(end, index + 1) - Math.max(start, index)) / (end - start);
      for (let y = 0; y < height; y++) {
        const write = y * to + cell;
        result[write] = (result[write] as number) + (data[y * width + index] as number) * share;
      }
    }
  }
  return { data: result, width: to, height };
}

/** Rows become columns. */
function turned({ data, width, height }: Plane): Plane {
  const result = new Float32Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) result[x * height + y] = data[y * width + x] as number;
  return { data: result, width: height, height: width };
}

/** Blurred a little: weights 1, 2, 1 both ways; the border stands for what lies beyond it. */
export function smooth({ data, width, height }: Plane): Plane {
  const across = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const last = (y + 1) * width - 1;
    let left = data[y * width] as number;
    for (let at = y * width; at <= last; at++) {
      const middle = data[at] as number;
      across[at] = (left + 2 * middle + (at < last ? (data[at + 1] as number) : middle)) / 4;
      left = middle;
    }
  }
  const result = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const [above, below] = [y > 0 ? -width : 0, y < height - 1 ? width : 0];
    for (let at = y * width; at < (y + 1) * width; at++) {
      const sides = (across[at + above] as number) + (across[at + below] as number);
      result[at] = (sides + 2 * (across[at] as number)) / 4;
    }
  }
  return { data: result, width, height };
}

/** Sums over the square of `2 * reach + 1` pixels around each pixel, as far as it lies within the plane. */
export function boxSums(data: Float32Array, width: number, height: number, reach: number): Float32Array {
  const across = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let x = -reach; x < width; x++) {
      if (x + reach < width) sum += data[row + x + reach] as number;
      if (x > reach) sum -= data[row + x - reach - 1] as number;
      if (x >= 0) across[row + x] = sum;
    }
  }
  const result = new Float32Array(data.length);
  const sums = new Float32Array(width);
  for (let y = -reach; y < height; y++) {
    const [enters, leaves] = [(y + reach) * width, (y - reach - 1) * width];
    for (let x = 0; x < width; x++) {
      let sum = sums[x] as number;
      if (y + reach < height) sum += across[enters + x] as number;
      if (y > reach) sum -= across[leaves + x] as number;
      sums[x] = sum;
      if (y >= 0) result[y * width + x] = sum;
    }
  }
  return result;
}

/** The smallest number within `reach` pixels both ways. */
export function boxLeast(data: Float32Array, width: number, height: number, reach: number): Float32Array {
  const across = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let least = Number.POSITIVE_INFINITY;
      const last = y * width + Math.min(width - 1, x + reach);
      for (let at = y * width + Math.max(0, x - reach); at <= last; at++)
        least = Math.min(least, data[at] as number);
      across[y * width + x] = least;
    }
  }
  const result = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const last = Math.min(height - 1, y + reach);
    for (let x = 0; x < width; x++) {
      let least = Number.POSITIVE_INFINITY;
      for (let row = Math.max(0, y - reach); row <= last; row++)
        least = Math.min(least, across[row * width + x] as number);
      result[y * width + x] = least;
    }
  }
  return result;
}

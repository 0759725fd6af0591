import type { Pixels } from "../../images/picture.ts";
import type { NetworkPictures } from "../network.ts";

/** A picture with black all around it, half its width and height on each side: faces at its edge are whole faces. */
export interface Bordered {
  readonly picture: Pixels;
  readonly left: number;
  readonly top: number;
  /** With the border. */
  readonly width: number;
  readonly height: number;
}

export function bordered(picture: Pixels): Bordered {
  const [left, top] = [Math.trunc(picture.width / 2), Math.trunc(picture.height / 2)];
  return { picture, left, top, width: picture.width + 2 * left, height: picture.height + 2 * top };
}

/** A part of a bordered picture made smaller; `left` and `top` say where it lies in all of it, in its own pixels. */
export interface Level {
  readonly pixels: NetworkPictures;
  readonly left: number;
  readonly top: number;
}

/** Pixels around the picture that a proposal for a face at its edge may reach into. */
const margin = 12;

/**
 * The bordered picture at a scale below 1, each pixel the mean of the area under it, without the part of the border
 * that nothing can be found in: `left` and `top` are even, so that a network that halves its input sees the same
 * pairs of pixels as in the whole.
 */
export function levelOf({ picture, left, top, width, height }: Bordered, scale: number): Level {
  const size = { width: Math.trunc(width * scale), height: Math.trunc(height * scale) };
  const columns = part(size.width, width, left, picture.width);
  const rows = part(size.height, height, top, picture.height);
  const across = spans(columns, size.width, width, left, picture.width);
  const down = spans(rows, size.height, height, top, picture.height);
  return { pixels: average(picture, across, down), left: columns.from, top: rows.from };
}

interface Part {
  readonly from: number;
  readonly to: number;
}

function part(size: number, whole: number, border: number, inner: number): Part {
  const from = Math.max(0, Math.floor((border * size) / whole) - margin);
  const even = from - (from % 2);
  return { from: even, to: Math.min(size, Math.ceil(((border + inner) * size) / whole) + margin) };
}

/** Under each cell: its first and last pixel of the picture, and the share of the cell that each covers. */
interface Spans {
  readonly count: number;
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly head: Float64Array;
  readonly inner: number;
  readonly tail: Float64Array;
}

function spans({ from, to }: Part, size: number, whole: number, border: number, pixels: number): Spans {
  const count = to - from;
  const made = {
    count,
    first: new Int32Array(count),
    last: new Int32Array(count),
    head: new Float64Array(count),
    inner: size / whole,
    tail: new Float64Array(count),
  };
  for (let cell = 0; cell < count; cell++) {
    const start = Math.max(0, ((from + cell) * whole) / size - border);
    const end = Math.min(pixels, ((from + cell + 1) * whole) / size - border);
    const first = Math.floor(start);
    const last = Math.ceil(end) - 1;
    made.first[cell] = first;
    // What lies wholly in the border has no pixel.
    made.last[cell] = end <= start ? first - 1 : last;
    made.head[cell] = (Math.min(end, first + 1) - start) * made.inner;
    made.tail[cell] = last > first ? (end - last) * made.inner : 0;
  }
  return made;
}

/** Means along the rows first, then down the columns. */
function average({ data, width }: Pixels, across: Spans, down: Spans): NetworkPictures {
  const result = new Float32Array(across.count * down.count * 3);
  const line = across.count * 3;
  const sums = new Float64Array(line);
  for (let row = 0; row < down.count; row++) {
    const [first, last] = [down.first[row] as number, down.last[row] as number];
    if (last < first) continue;
    sums.fill(0);
    for (let y = first; y <= last; y++) {
      const share =
        y === first ? (down.head[row] as number) : y === last ? (down.tail[row] as number) : down.inner;
      addRow(data, y * width * 3, across, share, sums);
    }
    for (let at = 0; at < line; at++) result[row * line + at] = sums[at] as number;
  }
  return { data: result, width: across.count, height: down.count };
}

function addRow(data: Uint8Array, row: number, across: Spans, share: number, sums: Float64Array): void {
  for (let cell = 0, write = 0; cell < across.count; cell++, write += 3) {
    const [first, last] = [across.first[cell] as number, across.last[cell] as number];
    if (last < first) continue;
    let [red, green, blue] = [0, 0, 0];
    for (let at = row + (first + 1) * 3; at < row + last * 3; at += 3) {
      red += data[at] as number;
      green += data[at + 1] as number;
      blue += data[at + 2] as number;
    }
    const [head, tail] = [across.head[cell] as number, across.tail[cell] as number];
    const [start, end] = [row + first * 3, row + last * 3];
    sums[write] =
      (sums[write] as number) +
      share * (red * across.inner + (data[start] as number) * head + (data[end] as number) * tail);
    sums[write + 1] =
      (sums[write + 1] as number) +
      share * (green * across.inner + (data[start + 1] as number) * head + (data[end + 1] as number) * tail);
    sums[write + 2] =
      (sums[write + 2] as number) +
      share * (blue * across.inner + (data[start + 2] as number) * head + (data[end + 2] as number) * tail);
  }
}

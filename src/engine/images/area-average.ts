import type { Pixels } from "./picture.ts";

/**
 * Shrinks pixels to a small grid by the mean of the area under each cell, where a pixel that two cells share
 * counts for both by its parts. Returns `columns * rows * 3` means of R, G, B in 0..255, row by row.
 *
 * Written out instead of asked of sharp, whose resampler takes other instructions on other processors: hashes
 * and signatures are stored and compared for years, so they must be equal to the last bit on every machine.
 */
export function areaAverage({ data, width, height }: Pixels, columns: number, rows: number): Float64Array {
  const across = spansOf(width, columns);
  const down = spansOf(height, rows);
  const means = new Float64Array(rows * columns * 3);
  for (let row = 0; row < rows; row++) {
    const { first, last, head, inner, tail } = spanAt(down, row);
    for (let y = first; y <= last; y++) {
      const share = y === first ? head : y === last ? tail : inner;
      addLine(data, y * width * 3, across, share, means, row * columns * 3);
    }
  }
  return means;
}

/**
 * Adds `share` times the means of one line of pixels, from `read` on, to the cells from `write` on. Every pixel of
 * every picture passes through here: whole pixels are summed as whole numbers, and weighed once a cell.
 */
function addLine(
  data: Uint8Array,
  read: number,
  across: Spans,
  share: number,
  means: Float64Array,
  write: number,
): void {
  const inner = across.inner * share;
  for (let cell = 0; cell < across.first.length; cell++) {
    const head = (across.head[cell] as number) * share;
    const tail = (across.tail[cell] as number) * share;
    const from = read + (across.first[cell] as number) * 3;
    const to = read + (across.last[cell] as number) * 3;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let at = from + 3; at < to; at += 3) {
      red += data[at] as number;
      green += data[at + 1] as number;
      blue += data[at + 2] as number;
    }
    const at = write + cell * 3;
    means[at] =
      (means[at] as number) + red * inner + (data[from] as number) * head + (data[to] as number) * tail;
    means[at + 1] =
      (means[at + 1] as number) +
      green * inner +
      (data[from + 1] as number) * head +
      (data[to + 1] as number) * tail;
    means[at + 2] =
      (means[at + 2] as number) +
      blue * inner +
      (data[from + 2] as number) * head +
      (data[to + 2] as number) * tail;
  }
}

/** Which of some neighbours lie under which cell, and what share in its mean the first and the last of them have. */
interface Spans {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly head: Float64Array;
  /** 0 where the first is the last. */
  readonly tail: Float64Array;
  /** The share of each that lies between. */
  readonly inner: number;
}

function spansOf(from: number, to: number): Spans {
  const spans = {
    first: new Int32Array(to),
    last: new Int32Array(to),
    head: new Float64Array(to),
    tail: new Float64Array(to),
    inner: to / from,
  };
  for (let cell = 0; cell < to; cell++) {
    const start = (cell * from) / to;
    const end = ((cell + 1) * from) / to;
    const first = Math.floor(start);
    const last = Math.max(first, Math.ceil(end) - 1);
    spans.first[cell] = first;
    spans.last[cell] = last;
    spans.head[cell] = (Math.min(end, first + 1) - start) / (end - start);
    spans.tail[cell] = last === first ? 0 : (end - last) / (end - start);
  }
  return spans;
}

function spanAt({ first, last, head, inner, tail }: Spans, cell: number) {
  return {
    first: first[cell] as number,
    last: last[cell] as number,
    head: head[cell] as number,
    inner,
    tail: tail[cell] as number,
  };
}

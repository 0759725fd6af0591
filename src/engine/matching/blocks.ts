/**
 * Most rows of one matrix product. With 250 queries its scores take 64 MiB in the host; smaller blocks were slower
 * (1.20 times a bare product at 16,384 rows, 1.07 at this).
 */
export const blockRows = 65_536;
/**
 * Fewest rows of a block that is not the whole catalogue. The matrix kernels round differently where a product is
 * small, and equal covers must score equal wherever they lie, for the lower row to come first.
 */
export const fewestRows = 4096;

/** Rows of a catalogue that lie together; `firstRow` is the catalogue's row that the first of them is. */
export interface Block {
  readonly firstRow: number;
  readonly rows: number;
  /** `rows * dimensions` numbers, row by row. */
  readonly data: Float32Array;
}

/** Pages of vectors, row by row, of any number of rows each. */
export type MatrixPages = AsyncIterable<Float32Array> | Iterable<Float32Array>;

/**
 * Cuts a catalogue's pages anew into blocks of {@link blockRows} rows, the last two between {@link fewestRows} and
 * that. A catalogue of fewer rows is one block; an empty one is none. Little more than one block is held.
 *
 * A block may lie over a page's own memory: pages must not change before the next block is asked for.
 *
 * @throws RangeError where a page does not hold whole rows.
 */
export async function* toBlocks(pages: MatrixPages, dimensions: number): AsyncGenerator<Block, void> {
  const pending = new PendingRows(dimensions);
  for await (const page of pages) {
    if (page.length % dimensions !== 0) {
      throw new RangeError(`a page of ${page.length} numbers does not hold rows of ${dimensions}`);
    }
    pending.add(page);
    while (pending.rows >= blockRows + fewestRows) yield pending.take(blockRows);
  }
  if (pending.rows > blockRows) yield pending.take(pending.rows - fewestRows);
  if (pending.rows > 0) yield pending.take(pending.rows);
}

/** Rows that have come and are in no block yet. */
class PendingRows {
  readonly #dimensions: number;
  #parts: Float32Array[] = [];
  #firstRow = 0;
  rows = 0;

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
  }

  add(page: Float32Array): void {
    this.#parts.push(page);
    this.rows += page.length / this.#dimensions;
  }

  /** The first `rows` rows as one block, without copying where they lie in one page. */
  take(rows: number): Block {
    const length = rows * this.#dimensions;
    const [first] = this.#parts;
    const block = { firstRow: this.#firstRow, rows };
    this.#firstRow += rows;
    this.rows -= rows;
    if (first && first.length >= length) {
      if (first.length === length) this.#parts.shift();
      else this.#parts[0] = first.subarray(length);
      return { ...block, data: first.subarray(0, length) };
    }
    const data = new Float32Array(length);
    let filled = 0;
    const left: Float32Array[] = [];
    for (const part of this.#parts) {
      const taken = part.subarray(0, length - filled);
      data.set(taken, filled);
      filled += taken.length;
      if (taken.length < part.length) left.push(part.subarray(taken.length));
    }
    this.#parts = left;
    return { ...block, data };
  }
}

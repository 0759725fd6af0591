/** Most rows of one matrix product: its scores stay small, and a bigger block is not faster. */
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
 * Cuts a catalogue's pages anew into blocks of {@link blockRows} rows, the last ones between {@link fewestRows} and
 * that. A catalogue of fewer rows is one block; an empty one is none. Holds two blocks at most.
 *
 * @throws RangeError where a page does not hold whole rows.
 */
export async function* toBlocks(pages: MatrixPages, dimensions: number): AsyncGenerator<Block, void> {
  const full = blockRows * dimensions;
  let held: Float32Array | undefined;
  let filling = new Float32Array(full);
  let filled = 0;
  let firstRow = 0;
  const block = (data: Float32Array): Block => {
    const rows = data.length / dimensions;
    firstRow += rows;
    return { firstRow: firstRow - rows, rows, data };
  };
  for await (const page of pages) {
    if (page.length % dimensions !== 0) {
      throw new RangeError(`a page of ${page.length} numbers does not hold rows of ${dimensions}`);
    }
    for (let at = 0; at < page.length; ) {
      const part = page.subarray(at, at + full - filled);
      filling.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < full) continue;
      if (held) yield block(held);
      held = filling;
      filling = new Float32Array(full);
      filled = 0;
    }
  }
  const rest = filling.slice(0, filled);
  if (!held) {
    if (rest.length > 0) yield block(rest);
    return;
  }
  if (rest.length === 0 || rest.length >= fewestRows * dimensions) {
    yield block(held);
    if (rest.length > 0) yield block(rest);
    return;
  }
  const tail = fewestRows * dimensions;
  const joined = new Float32Array(held.length + rest.length);
  joined.set(held);
  joined.set(rest, held.length);
  yield block(joined.slice(0, joined.length - tail));
  yield block(joined.slice(joined.length - tail));
}

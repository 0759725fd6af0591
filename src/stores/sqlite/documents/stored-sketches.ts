import type { Database } from "bun:sqlite";

/** A block of vec0's own tables: sketches one behind the other, their row numbers, and a bit for each that is there. */
interface Block {
  /** 64 bits each. */
  readonly rowids: Uint8Array;
  readonly validity: Uint8Array;
  readonly vectors: Uint8Array;
}

/**
 * All sketches of a vec0 table, `width` bytes each, and their row numbers, in the same order. They are read from the
 * blocks in which vec0 keeps them, a thousand at a time: asked row by row it takes ten times as long, and that is what the
 * first question waits for, and each one after a change.
 */
export function storedSketches(
  db: Database,
  table: string,
  width: number,
): { readonly ids: Int32Array<ArrayBuffer>; readonly sketches: Uint8Array<ArrayBuffer> } {
  const blocks = db
    .query<Block, []>(
      `SELECT chunk.rowids, chunk.validity, stored.vectors FROM ${table}_chunks AS chunk
       JOIN ${table}_vector_chunks00 AS stored ON stored.rowid = chunk.chunk_id ORDER BY chunk.chunk_id`,
    )
    .all();
  const most = blocks.reduce((sum, { validity }) => sum + validity.length * 8, 0);
  const ids = new Int32Array(most);
  const sketches = new Uint8Array(most * width);
  let count = 0;
  for (const { rowids, validity, vectors } of blocks) {
    const numbers = new DataView(rowids.buffer, rowids.byteOffset, rowids.byteLength);
    for (let place = 0; place < validity.length * 8; place++) {
      if (((validity[place >> 3] ?? 0) & (1 << (place & 7))) === 0) continue;
      // Row numbers of vectors stay far below 32 bits.
      ids[count] = numbers.getUint32(place * 8, true);
      sketches.set(vectors.subarray(place * width, (place + 1) * width), count * width);
      count++;
    }
  }
  return { ids: ids.slice(0, count), sketches: sketches.slice(0, count * width) };
}

/** Vectors of some rows, in one array of rows × dimensions, with the rows' numbers. */
export interface VectorPage {
  readonly ids: Int32Array;
  readonly matrix: Float32Array;
}

export function vectorPage(rows: readonly { readonly id: number; readonly value: Uint8Array }[]): VectorPage {
  const dimensions = (rows[0]?.value.byteLength ?? 0) / 4;
  const matrix = new Float32Array(rows.length * dimensions);
  const bytes = new Uint8Array(matrix.buffer);
  const ids = new Int32Array(rows.length);
  for (const [index, row] of rows.entries()) {
    ids[index] = row.id;
    bytes.set(row.value, index * dimensions * 4);
  }
  return { ids, matrix };
}

/**
 * Gives each row at most one column and each column to at most one row, so that the sum of the costs is the smallest,
 * where a row left without counts as `without`. The Hungarian method with potentials (Kuhn 1955; Jonker and
 * Volgenant's shortest paths, 1987), rows² × columns steps. A cost above `without` (infinity too) is never chosen.
 *
 * @param costs `costs[row][column]`; all rows of one length
 * @returns the column of each row, or null
 */
export function assignCheapest(costs: readonly (readonly number[])[], without: number): (number | null)[] {
  const rows = costs.length;
  const real = costs[0]?.length ?? 0;
  // Each row has a column of its own in which it stays without.
  const columns = real + rows;
  const forbidden = 1e9;
  const cost = (row: number, column: number): number => {
    if (column >= real) return column - real === row ? without : forbidden;
    const value = costs[row]?.[column] ?? Number.POSITIVE_INFINITY;
    return value <= without ? value : forbidden;
  };
  const ofRow = new Float64Array(rows + 1);
  const ofColumn = new Float64Array(columns + 1);
  /** Row at each column, counted from 1; 0: free. Place 0 holds the row that is being placed. */
  const rowAt = new Int32Array(columns + 1);
  const before = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    rowAt[0] = row;
    let at = 0;
    const shortest = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY);
    const seen = new Uint8Array(columns + 1);
    do {
      seen[at] = 1;
      const current = rowAt[at] as number;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let column = 1; column <= columns; column++) {
        if (seen[column]) continue;
        const reduced =
          cost(current - 1, column - 1) - (ofRow[current] as number) - (ofColumn[column] as number);
        if (reduced < (shortest[column] as number)) {
          shortest[column] = reduced;
          before[column] = at;
        }
        if ((shortest[column] as number) < step) {
          step = shortest[column] as number;
          next = column;
        }
      }
      for (let column = 0; column <= columns; column++) {
        if (seen[column]) {
          ofRow[rowAt[column] as number] = (ofRow[rowAt[column] as number] as number) + step;
          ofColumn[column] = (ofColumn[column] as number) - step;
        } else shortest[column] = (shortest[column] as number) - step;
      }
      at = next;
    } while (rowAt[at] !== 0);
    while (at !== 0) {
      const previous = before[at] as number;
      rowAt[at] = rowAt[previous] as number;
      at = previous;
    }
  }
  const result = new Array<number | null>(rows).fill(null);
  for (let column = 1; column <= real; column++) {
    const row = rowAt[column] as number;
    if (row > 0) result[row - 1] = column - 1;
  }
  return result;
}

/**
 * Rows as columns that stand one below the other, two blanks apart; the last one is not filled up.
 *
 * @param right columns that are aligned to the right, numbers for example
 */
export function alignedRows(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => Bun.stringWidth(row[column] ?? ""))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const filling = " ".repeat((widths[column] ?? 0) - Bun.stringWidth(cell));
        if (right.includes(column)) return filling + cell;
        return column === row.length - 1 ? cell : cell + filling;
      })
      .join("  "),
  );
}

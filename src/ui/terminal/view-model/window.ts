/** A position kept inside a list. */
export function clampWindow(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index));
}

/** Which rows of a long list are drawn so that `selected` is among them, near the middle where it can be. */
export function windowOf(length: number, selected: number, rows: number): { start: number; end: number } {
  const start = Math.max(0, Math.min(selected - Math.floor(rows / 2), length - rows));
  return { start, end: Math.min(length, start + Math.max(0, rows)) };
}

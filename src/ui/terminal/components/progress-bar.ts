import type { Glyphs } from "../surface/glyphs.ts";

/** A bar of `columns`. Full only when all is done; something is drawn as soon as something is. */
export function progressBar(
  share: number,
  columns: number,
  glyphs: Pick<Glyphs, "barFull" | "barEmpty">,
): string {
  const clamped = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
  const cells = clamped * columns;
  const full = clamped > 0 && cells < 1 ? 1 : Math.floor(cells);
  return glyphs.barFull.repeat(full) + glyphs.barEmpty.repeat(columns - full);
}

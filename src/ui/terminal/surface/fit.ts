import { safeText } from "../../safe-text.ts";
import type { Surface } from "./surface.ts";

/** A text from outside in at most `columns`, safe to draw: its end is kept too, for it tells paths apart. */
export function fit(surface: Pick<Surface, "glyphs">, text: string, columns: number): string {
  return safeText(text, Math.max(0, columns), { keep: "ends", ellipsis: surface.glyphs.ellipsis });
}

/** Prose in at most `columns`: its beginning is kept. */
export function fitProse(surface: Pick<Surface, "glyphs">, text: string, columns: number): string {
  return safeText(text, Math.max(0, columns), { ellipsis: surface.glyphs.ellipsis });
}

/** Filled with spaces to exactly `columns`, which the text must not exceed. */
export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - Bun.stringWidth(text)));
}

export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - Bun.stringWidth(text))) + text;
}

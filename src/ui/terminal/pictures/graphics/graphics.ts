/** A terminal that draws pictures by itself where placeholders stand. */
export interface Graphics {
  /** Of one cell, pixels. */
  readonly cell: { readonly width: number; readonly height: number };
  /** Commands must be handed through tmux. */
  readonly isInTmux: boolean;
  /** Colours that reach the terminal as they are: a picture's number is one. */
  readonly depth: "true" | "256";
}

/** Where the terminal does not say: cells are about twice as high as wide. */
export const usualCell = { width: 8, height: 16 } as const;

/**
 * Terminals that are known to draw placeholders, by the name and version that they give (XTVERSION). Others speak the
 * protocol but not that part of it, and would show odd characters.
 */
export function drawsPlaceholders(version: string): boolean {
  const kitty = /^kitty\((\d+)\.(\d+)/.exec(version);
  if (kitty) return Number(kitty[1]) > 0 || Number(kitty[2]) >= 28;
  return /^ghostty\b/i.test(version);
}

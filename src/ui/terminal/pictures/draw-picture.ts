import type { Pixels } from "../../../engine/images/picture.ts";
import type { ColourDepth } from "../surface/surface.ts";
import { blockLines } from "./half-blocks.ts";
import { luminanceLines } from "./luminance.ts";
import type { PictureSize } from "./picture-cache.ts";
import { quadrantLines } from "./quadrants.ts";

/** How a terminal draws pictures. */
export interface PictureStyle {
  readonly depth: ColourDepth;
  readonly ascii: boolean;
}

/**
 * A picture as lines of text that fit into `size`. `pixels` gives it scaled to fit so many columns and rows of
 * square pixels; how many depends on the style.
 */
export async function drawPicture(
  pixels: (columns: number, rows: number) => Promise<Pixels>,
  { columns, rows }: PictureSize,
  { depth, ascii }: PictureStyle,
): Promise<string[]> {
  if (depth === "none" || ascii) return luminanceLines(await pixels(columns, rows * 2), ascii);
  // Sixteen colours are too few to spend two of them on every cell's shape.
  if (depth === "16") return blockLines(await pixels(columns, rows * 2), depth);
  return quadrantLines(await pixels(columns * 2, rows * 4), depth);
}

import { fittedSize, previewPixels } from "../../../engine/images/preview.ts";
import type { ColourDepth } from "../surface/surface.ts";
import { blockLines } from "./half-blocks.ts";
import { luminanceLines } from "./luminance.ts";
import type { PictureSize } from "./picture-cache.ts";
import { quadrantLines } from "./quadrants.ts";

/** How a terminal draws pictures with letters. */
export interface PictureStyle {
  readonly depth: ColourDepth;
  readonly ascii: boolean;
}

/** A picture as lines of text that fit into `size`, in the proportions of the picture `like`. */
export async function drawPicture(
  preview: Uint8Array,
  { columns, rows }: PictureSize,
  like: Uint8Array,
  { depth, ascii }: PictureStyle,
): Promise<string[]> {
  const pixels = async (width: number, height: number) =>
    previewPixels(preview, await fittedSize(like, { width, height }));
  if (depth === "none" || ascii) return luminanceLines(await pixels(columns, rows * 2), ascii);
  // Sixteen colours are too few to spend two of them on every cell's shape.
  if (depth === "16") return blockLines(await pixels(columns, rows * 2), depth);
  return quadrantLines(await pixels(columns * 2, rows * 4), depth);
}

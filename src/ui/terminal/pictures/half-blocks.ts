import type { Pixels } from "../../../engine/images/picture.ts";
import { type CellColour, CellLine, cellColour, type PictureDepth } from "./cell-colours.ts";

const defaultGround: CellColour = { front: "39", back: "49" };

/** One pixel a column and two a line: the foreground of `▀` is the upper one, its background the lower one. */
export function blockLines({ data, width, height }: Pixels, depth: PictureDepth): string[] {
  const lines: string[] = [];
  const colourAt = (x: number, y: number): CellColour => {
    if (y >= height) return defaultGround;
    const at = (y * width + x) * 3;
    return cellColour(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0, depth);
  };
  for (let y = 0; y < height; y += 2) {
    const line = new CellLine();
    for (let x = 0; x < width; x++) line.add("▀", colourAt(x, y), colourAt(x, y + 1));
    lines.push(line.toString());
  }
  return lines;
}

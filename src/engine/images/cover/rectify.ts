import { type Quad, squareToQuad } from "../homography.ts";
import type { Pixels } from "../picture.ts";
import { extentOf } from "./quadrilateral.ts";

/**
 * What lies inside four corners, made a rectangle of about as many pixels as it has in the picture, each mixed from
 * the four around its place. Where corners lie outside the picture, its outermost pixels are repeated.
 */
export function rectify({ data, width, height }: Pixels, corners: Quad): Pixels {
  const extent = extentOf(corners);
  const across = Math.max(1, Math.round(extent.width));
  const down = Math.max(1, Math.round(extent.height));
  const [a, b, c, d, e, f, g, h, i] = squareToQuad(corners);
  const straight = new Uint8Array(across * down * 3);
  for (let row = 0, write = 0; row < down; row++) {
    const v = (row + 0.5) / down;
    for (let column = 0; column < across; column++, write += 3) {
      const u = (column + 0.5) / across;
      const w = g * u + h * v + i;
      // Half a pixel: a pixel's place is its middle.
      const x = Math.min(Math.max((a * u + b * v + c) / w - 0.5, 0), width - 1);
      const y = Math.min(Math.max((d * u + e * v + f) / w - 0.5, 0), height - 1);
      const left = Math.floor(x);
      const above = Math.floor(y);
      const at = (above * width + left) * 3;
      const right = left + 1 < width ? 3 : 0;
      const below = above + 1 < height ? width * 3 : 0;
      for (let channel = 0; channel < 3; channel++) {
        const from = at + channel;
        const upper = mixed(data[from] as number, data[from + right] as number, x - left);
        const lower = mixed(data[from + below] as number, data[from + below + right] as number, x - left);
        straight[write + channel] = mixed(upper, lower, y - above) + 0.5;
      }
    }
  }
  return { data: straight, width: across, height: down };
}

function mixed(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

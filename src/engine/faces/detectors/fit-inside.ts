import type { Pixels } from "../../images/picture.ts";
import { loadSharp } from "../../images/sharp.ts";

/**
 * A picture inside a shape: made smaller, never larger, until it fits, in the top left corner; the rest is black.
 *
 * @returns the pixels of the shape, and by how much the picture's were multiplied to come there
 */
export async function fitInside(
  { data, width, height }: Pixels,
  shape: { readonly width: number; readonly height: number },
): Promise<{ pixels: Pixels; scale: readonly [across: number, down: number] }> {
  const share = Math.min(1, shape.width / width, shape.height / height);
  const size = {
    width: Math.max(1, Math.min(shape.width, Math.round(width * share))),
    height: Math.max(1, Math.min(shape.height, Math.round(height * share))),
  };
  let small: Pixels = { data, width, height };
  if (size.width !== width || size.height !== height) {
    const sharp = await loadSharp();
    const resized = sharp(data, { raw: { width, height, channels: 3 } })
      .resize(size.width, size.height, { fit: "fill", kernel: "linear" })
      .raw({ depth: "uchar" });
    small = { data: await resized.toBuffer(), ...size };
  }
  const scale = [size.width / width, size.height / height] as const;
  if (size.width === shape.width && size.height === shape.height) return { pixels: small, scale };
  const canvas = new Uint8Array(shape.width * shape.height * 3);
  for (let row = 0; row < size.height; row++)
    canvas.set(small.data.subarray(row * size.width * 3, (row + 1) * size.width * 3), row * shape.width * 3);
  return { pixels: { data: canvas, ...shape }, scale };
}

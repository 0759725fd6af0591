import type { Picture } from "./picture.ts";
import { loadSharp } from "./sharp.ts";

/**
 * How the picture meets the asked shape: `fill` stretches it, `cover` fills the shape and cuts the rest away
 * evenly, `contain` shows all of it on white.
 */
export type Fit = "fill" | "cover" | "contain";

/** The resamplers a model's recipe may name. `cubic` is Catmull-Rom with antialias, CLIP's bicubic. */
export type Kernel = "nearest" | "linear" | "cubic" | "mitchell" | "lanczos2" | "lanczos3";

/**
 * The working pixels in the shape a model takes: RGB, height × width × 3 bytes, row by row from the top left.
 *
 * @example
 * const input = await resizeWork(picture, 224, 224, "cover", "cubic"); // 150,528 bytes
 */
export async function resizeWork(
  { work }: Picture,
  width: number,
  height: number,
  fit: Fit,
  kernel: Kernel = "cubic",
): Promise<Uint8Array> {
  if (work.width === width && work.height === height) return work.data;
  const sharp = await loadSharp();
  return sharp(work.data, { raw: { width: work.width, height: work.height, channels: 3 } })
    .resize(width, height, { fit, kernel, background: "white" })
    .raw()
    .toBuffer();
}

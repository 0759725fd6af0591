import type { FaceBox } from "../../../faces/face-model.ts";
import { loadSharp } from "../../../images/sharp.ts";

/** Longest side of a kept crop, pixels: enough to know somebody by. */
const side = 160;
/** How much of the box's size is added on each side. */
const around = 0.35;

/** A small JPEG of a face with a little around it, for the review. @param box in pixels of the turned original */
export async function cropFace(
  photo: Uint8Array,
  box: FaceBox,
  width: number,
  height: number,
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const margin = Math.max(box.width, box.height) * around;
  const left = Math.max(0, Math.floor(box.left - margin));
  const top = Math.max(0, Math.floor(box.top - margin));
  const right = Math.min(width, Math.ceil(box.left + box.width + margin));
  const bottom = Math.min(height, Math.ceil(box.top + box.height + margin));
  return sharp(photo)
    .autoOrient()
    .extract({ left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) })
    .flatten({ background: "white" })
    .resize(side, side, { fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    .jpeg({ quality: 70 })
    .toBuffer();
}

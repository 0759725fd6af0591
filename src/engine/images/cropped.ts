import type { Pixels } from "./picture.ts";
import type { Crop } from "./prepare-pixels.ts";

/** A copy of a part of a picture. */
export function cropped({ data, width }: Pixels, part: Crop): Pixels {
  const kept = new Uint8Array(part.width * part.height * 3);
  for (let row = 0; row < part.height; row++) {
    const from = ((part.top + row) * width + part.left) * 3;
    kept.set(data.subarray(from, from + part.width * 3), row * part.width * 3);
  }
  return { data: kept, width: part.width, height: part.height };
}

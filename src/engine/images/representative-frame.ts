import { decodePicture, maxPixels } from "./decode.ts";
import type { Picture } from "./picture.ts";
import { loadSharp } from "./sharp.ts";
import { sniff } from "./sniff.ts";

/** Frames that are looked at, spread evenly. */
const looks = 12;

/**
 * Decodes a picture; of one that moves, the frame with the most to see (largest entropy of its tones), since the first
 * is often a black one.
 *
 * @throws as {@link decodePicture}
 */
export async function decodeRepresentative(bytes: Uint8Array): Promise<Picture> {
  const kind = sniff(bytes);
  if (kind !== "gif" && kind !== "webp") return decodePicture(bytes);
  const sharp = await loadSharp();
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  const pages = header?.pages ?? 1;
  const size = (header?.width ?? 0) * (header?.pageHeight ?? header?.height ?? 0);
  // What is wrong with the picture, decoding says better.
  if (pages <= 1 || size === 0 || size > maxPixels) return decodePicture(bytes);
  let best = { page: 0, entropy: -1 };
  for (let look = 0; look < Math.min(looks, pages); look++) {
    const page = Math.floor((look * pages) / Math.min(looks, pages));
    const tones = await sharp(bytes, { page, limitInputPixels: maxPixels })
      .flatten({ background: "white" })
      .resize(64, 64, { fit: "fill" })
      .greyscale()
      .raw()
      .toBuffer()
      .catch(() => undefined);
    const entropy = tones ? entropyOf(tones) : -1;
    if (entropy > best.entropy) best = { page, entropy };
  }
  if (best.entropy < 0) return decodePicture(bytes);
  const still = await sharp(bytes, { page: best.page, limitInputPixels: maxPixels }).png().toBuffer();
  return { ...(await decodePicture(still)), kind };
}

/** Bits a pixel, over 64 tones. */
function entropyOf(tones: Uint8Array): number {
  const counts = new Float64Array(64);
  for (const tone of tones) counts[tone >> 2] = (counts[tone >> 2] ?? 0) + 1;
  let bits = 0;
  for (const count of counts) {
    if (count > 0) bits -= (count / tones.length) * Math.log2(count / tones.length);
  }
  return bits;
}

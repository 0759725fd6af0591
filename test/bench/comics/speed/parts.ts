import pLimit from "p-limit";
import sharp from "sharp";
import { viewPixels } from "../../../../src/engine/embedding/views.ts";
import { colourSignature } from "../../../../src/engine/images/colour-signature.ts";
import { prepareCover } from "../../../../src/engine/images/cover/prepare-cover.ts";
import { decodePicture } from "../../../../src/engine/images/decode.ts";
import { perceptualHash } from "../../../../src/engine/images/perceptual-hash.ts";
import type { Picture } from "../../../../src/engine/images/picture.ts";
import { makePreview } from "../../../../src/engine/images/preview.ts";
import { contentOf } from "../../../../src/engine/workflows/comics/sources/read-cover.ts";
import { costOf, median } from "./cost.ts";

const western = { rightToLeft: false };

/** What of CLIP's recipe concerns pixels. */
export const clip = { width: 224, height: 224, fit: "cover", kernel: "cubic" } as const;

/** Files to the pixels that CLIP takes, by lote's own decoder and nothing after it, as many at once as processors. */
export async function bareDecode(paths: readonly string[]): Promise<void> {
  const limit = pLimit(navigator.hardwareConcurrency);
  await limit.map(paths, async (path) =>
    viewPixels(await decodePicture(await Bun.file(path).bytes()), "whole", clip),
  );
}

/** All that is made of a file before its vector, each part by the function that makes it, and nothing around them. */
export async function bareReading(paths: readonly string[]): Promise<void> {
  const limit = pLimit(navigator.hardwareConcurrency);
  await limit.map(paths, async (path) => {
    const bytes = await Bun.file(path).bytes();
    const { picture } = prepareCover(await decodePicture(bytes), western);
    contentOf(bytes);
    await Promise.all([viewPixels(picture, "whole", clip), makePreview(picture)]);
    perceptualHash(picture);
    colourSignature(picture);
  });
}

/** CPU time of each part of reading a cover, alone, ms a picture; and of what one call of sharp would take. */
export async function partsOfReading(paths: readonly string[]): Promise<Record<string, string>> {
  const files = await Promise.all(paths.map((path) => Bun.file(path).bytes()));
  const pictures = await Promise.all(files.map(decodePicture));
  const parts: Record<string, (bytes: Uint8Array, picture: Picture) => unknown> = {
    decode: (bytes) => decodePicture(bytes),
    "find and straighten the page": (_, picture) => prepareCover(picture, western),
    "prepare pixels": (_, picture) => viewPixels(picture, "whole", clip),
    preview: (_, picture) => makePreview(picture),
    "perceptual hash": (_, picture) => perceptualHash(picture),
    "colour signature": (_, picture) => colourSignature(picture),
    "SHA-256": (bytes) => contentOf(bytes),
    "one sharp call to 224 × 224, other pixels": (bytes) =>
      sharp(bytes).resize(clip).removeAlpha().raw().toBuffer(),
  };
  const shown: Record<string, string> = {};
  for (const [name, part] of Object.entries(parts)) {
    const costs: number[] = [];
    for (const [at, bytes] of files.entries()) {
      const { cpuMs } = await costOf(async () => part(bytes, pictures[at] as Picture));
      costs.push(cpuMs);
    }
    shown[name] = median(costs).toFixed(2);
  }
  return shown;
}

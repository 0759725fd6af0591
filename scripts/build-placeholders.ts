/**
 * Draws the usual pictures that stand for a missing one, and writes the table of their shapes that lote knows them by:
 * silhouettes in many proportions, landscapes in a frame, cameras. A shape that the table has nearly is left out.
 *
 * Run: bun scripts/build-placeholders.ts
 */
import { join } from "node:path";
import { drawSilhouette, drawSymbol } from "../src/demo/samples/placeholder/draw-placeholder.ts";
import { hammingDistance } from "../src/engine/images/perceptual-hash.ts";
import type { Pixels } from "../src/engine/images/picture.ts";
import { shapeMask } from "../src/engine/workflows/characters/pictures/placeholders.ts";

const tones = { ground: 0xdddddd, figure: 0x888888 };
const scales = [0.6, 0.8, 1];
/** Bits within which one entry stands for both. */
const same = 4;
/** Fewer cells of the rarer tone are no shape: a sketch on white paper has as many. */
const fewest = 10;

function* drawings(): Generator<{ readonly kind: string; readonly pixels: Pixels }> {
  for (const scale of scales) {
    for (const head of [3.5, 4.5, 5.5])
      for (const at of [7, 8.5, 10])
        for (const shoulders of [7, 9, 11])
          for (const from of [14, 16])
            yield { kind: "silhouette", pixels: drawSilhouette({ head, at, shoulders, from }, tones, scale) };
    for (const kind of ["landscape", "camera"] as const)
      yield { kind, pixels: drawSymbol(kind, tones, scale) };
  }
}

const masks: { kind: string; mask: string }[] = [];
for (const { kind, pixels } of drawings()) {
  const mask = shapeMask({ kind: "png", width: pixels.width, height: pixels.height, work: pixels });
  const isKnown = masks.some((one) => {
    const bits = hammingDistance(Uint8Array.fromHex(one.mask), mask);
    return Math.min(bits, 64 - bits) <= same;
  });
  const light = hammingDistance(mask, new Uint8Array(8));
  if (Math.min(light, 64 - light) < fewest) continue;
  if (!isKnown) masks.push({ kind, mask: mask.toHex() });
}
const path = join(import.meta.dir, "../src/engine/workflows/characters/pictures/placeholders.json");
await Bun.write(path, `${JSON.stringify({ masks }, null, 2)}\n`);
console.log(`${masks.length} shapes`);

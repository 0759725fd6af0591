import { expect, test } from "bun:test";
import { join } from "node:path";
import sharp from "sharp";
import {
  drawSilhouette,
  drawSymbol,
  type PlaceholderTones,
} from "../../../../../src/demo/samples/placeholder/draw-placeholder.ts";
import { generatePortrait } from "../../../../../src/demo/samples/portrait/generate-portrait.ts";
import { decodePicture } from "../../../../../src/engine/images/decode.ts";
import type { Pixels } from "../../../../../src/engine/images/picture.ts";
import {
  isKnownPlaceholder,
  isPlaceholderName,
} from "../../../../../src/engine/workflows/characters/pictures/placeholders.ts";
import { assetsFolder } from "../../../../bench/comics/real-covers.ts";
import { skipUnless } from "../../../../support/skip.ts";

/** As it comes from a server: scaled, and compressed. */
async function isKnown({ data, width, height }: Pixels, edge = 400): Promise<boolean> {
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(edge, edge)
    .jpeg({ quality: 75 })
    .toBuffer();
  return isKnownPlaceholder(await decodePicture(bytes));
}

const tones: readonly PlaceholderTones[] = [
  { ground: 0xeeeeee, figure: 0x999999 },
  { ground: 0x888888, figure: 0xffffff },
  { ground: 0x2a5db0, figure: 0xf2f6ff },
];

test("silhouettes of other proportions, sizes and tones than the table was drawn with are known", async () => {
  let known = 0;
  let all = 0;
  for (const tone of tones)
    for (const head of [4, 5])
      for (const at of [7.7, 9.2])
        for (const shoulders of [8, 10])
          for (const scale of [0.7, 0.9]) {
            all++;
            if (await isKnown(drawSilhouette({ head, at, shoulders, from: 15 }, tone, scale), 333)) known++;
          }
  expect([known, all]).toEqual([48, 48]);
});

test("a framed landscape and a camera that stand for a picture are known", async () => {
  for (const tone of tones) {
    for (const symbol of ["landscape", "camera"] as const) {
      expect([symbol, await isKnown(drawSymbol(symbol, tone, 0.85))]).toEqual([symbol, true]);
    }
  }
});

test("a drawn head and shoulders with a face is somebody, and a white page with a stroke is no silhouette", async () => {
  for (const seed of ["a", "b", "c", "d", "e", "f"]) {
    expect(isKnownPlaceholder(await decodePicture(await generatePortrait(seed, 400, 400)))).toBe(false);
  }
  const page = new Uint8Array(240 * 240 * 3).fill(250);
  page.fill(20, 240 * 120 * 3, 240 * 124 * 3);
  expect(await isKnown({ data: page, width: 240, height: 240 })).toBe(false);
});

test.each([
  ["No_image_available.svg.png", true],
  ["Replace_this_image_male.svg.png", true],
  ["Sin_foto.png", true],
  ["default-avatar.jpg", true],
  ["placeholder.jpg", true],
  ["Placido_Domingo.jpg", false],
  ["No_Doubt_in_concert.jpg", false],
  ["Silhouette_of_Jane_Austen.jpg", false],
  ["Blank_Reg.jpg", false],
])("by its name %s stands for a missing picture: %p", (name, isOne) => {
  expect(isPlaceholderName(name)).toBe(isOne);
});

const assets = assetsFolder();
skipUnless(assets !== null, "no folder of real pictures: LOTE_ASSETS")(
  "no real photograph and no real cover is taken for a placeholder",
  async () => {
    const images = join(assets ?? "", "images");
    let looked = 0;
    for await (const path of new Bun.Glob("{faces,covers}/**/*.{jpg,jpeg,png}").scan(images)) {
      const bytes = await Bun.file(join(images, path)).bytes();
      const picture = await decodePicture(bytes).catch(() => null);
      if (!picture) continue;
      looked++;
      expect([path, isKnownPlaceholder(picture)]).toEqual([path, false]);
    }
    expect(looked).toBeGreaterThan(100);
  },
  60_000,
);

import { expect, test } from "bun:test";
import { join } from "node:path";
import sharp from "sharp";
import { generatePortrait } from "../../../../../src/demo/samples/portrait/generate-portrait.ts";
import { decodePicture } from "../../../../../src/engine/images/decode.ts";
import { flawOf, needed } from "../../../../../src/engine/workflows/characters/pictures/quality.ts";
import { assetsFolder } from "../../../../bench/comics/real-covers.ts";
import { skipUnless } from "../../../../support/skip.ts";

const flawOfBytes = async (bytes: Uint8Array) => flawOf(await decodePicture(bytes));
const portrait = (width: number, height: number) => generatePortrait("somebody", width, height);

test("a picture is too small by its shorter side, up to the last pixel", async () => {
  expect(await flawOfBytes(await portrait(needed.minSide, 300))).toBeNull();
  expect(await flawOfBytes(await portrait(needed.minSide - 1, 300))).toBe("too-small");
  expect(await flawOfBytes(await portrait(300, needed.minSide - 1))).toBe("too-small");
});

test("a banner and a column are of an odd shape, a portrait and a landscape are not", async () => {
  expect(await flawOfBytes(await portrait(240, 240 * needed.maxAspect))).toBeNull();
  expect(await flawOfBytes(await portrait(240, 240 * needed.maxAspect + 2))).toBe("odd-shape");
  expect(await flawOfBytes(await portrait(640, 240))).toBe("odd-shape");
  expect(await flawOfBytes(await portrait(400, 250))).toBeNull();
});

test("an empty page is flat, whatever its tone and however fine its grain", async () => {
  for (const tone of [0, 128, 255]) {
    const pixels = Uint8Array.from({ length: 300 * 300 * 3 }, (_, at) =>
      Math.min(255, Math.max(0, tone + ((at * 7919) % 9) - 4)),
    );
    const bytes = await sharp(pixels, { raw: { width: 300, height: 300, channels: 3 } })
      .png()
      .toBuffer();
    expect([tone, await flawOfBytes(bytes)]).toEqual([tone, "flat"]);
  }
});

test("what was enlarged from a stamp is blurred, and the same picture in its own size is not", async () => {
  const original = await portrait(600, 700);
  expect(await flawOfBytes(original)).toBeNull();
  const stamp = await sharp(original).resize(24, 28).toBuffer();
  const enlarged = await sharp(stamp).resize(600, 700, { kernel: "cubic" }).jpeg({ quality: 85 }).toBuffer();
  expect(await flawOfBytes(enlarged)).toBe("blurred");
});

const assets = assetsFolder();
const withPictures = skipUnless(assets !== null, "no folder of real pictures: LOTE_ASSETS");

withPictures(
  "of real photographs none is refused, of their stamps of 24 pixels enlarged to 400 nearly all are",
  async () => {
    const folder = join(assets ?? "", "images/faces/lfw10x10");
    let photographs = 0;
    let blurred = 0;
    for await (const path of new Bun.Glob("**/*.jpg").scan(folder)) {
      const bytes = await Bun.file(join(folder, path)).bytes();
      expect([path, await flawOfBytes(bytes)]).toEqual([path, null]);
      const stamp = await sharp(bytes).resize(24, 24).toBuffer();
      const enlarged = await sharp(stamp).resize(400, 400, { kernel: "cubic" }).jpeg().toBuffer();
      photographs++;
      if ((await flawOfBytes(enlarged)) === "blurred") blurred++;
    }
    expect(photographs).toBeGreaterThan(50);
    expect(blurred / photographs).toBeGreaterThanOrEqual(0.95);
  },
  60_000,
);

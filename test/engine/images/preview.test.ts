import { expect, test } from "bun:test";
import { decodePicture } from "../../../src/engine/images/decode.ts";
import { fittedSize, makePreview, previewPixels } from "../../../src/engine/images/preview.ts";
import { loadSharp } from "../../../src/engine/images/sharp.ts";
import { cover, randomBySeed } from "../../fixtures/cover.ts";

test("a preview is a small picture in the proportions of the cover", async () => {
  const picture = await decodePicture(await (await cover({ seed: 31 })).jpeg().toBuffer());
  const preview = await makePreview(picture);
  expect(preview.length).toBeLessThan(16 * 1024);
  const sharp = await loadSharp();
  expect(await sharp(preview).metadata()).toMatchObject({ width: 228, height: 352 });
});

test("the preview of pure noise stays small too", async () => {
  const random = randomBySeed(32);
  const sharp = await loadSharp();
  const data = Uint8Array.from({ length: 256 * 352 * 3 }, () => random() * 256);
  const bytes = await sharp(data, { raw: { width: 256, height: 352, channels: 3 } })
    .png()
    .toBuffer();
  expect((await makePreview(await decodePicture(bytes))).length).toBeLessThan(28 * 1024);
});

test("a preview gives the pixels for a terminal's half-blocks", async () => {
  const sharp = await loadSharp();
  const green = sharp({ create: { width: 600, height: 800, channels: 3, background: "#0f0" } });
  const preview = await makePreview(await decodePicture(await green.png().toBuffer()));
  expect(await fittedSize(preview, { width: 30, height: 80 })).toEqual({ width: 30, height: 40 });
  expect(await fittedSize(preview, { width: 900, height: 4 })).toEqual({ width: 3, height: 4 });
  expect(await fittedSize(preview, { width: 0.1, height: 0.1 })).toEqual({ width: 1, height: 1 });
  const { data, width, height } = await previewPixels(preview, { width: 30, height: 40 });
  expect([width, height, data.length]).toEqual([30, 40, 30 * 40 * 3]);
  const [red, level, blue] = data;
  expect([Number(red) < 8, Number(level) > 247, Number(blue) < 8]).toEqual([true, true, true]);
});

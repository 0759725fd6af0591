import { expect, test } from "bun:test";
import { decodePicture } from "../../../src/engine/images/decode.ts";
import { makePreview, previewPixels } from "../../../src/engine/images/preview.ts";
import { loadSharp } from "../../../src/engine/images/sharp.ts";
import { cover, randomBySeed } from "../../fixtures/cover.ts";

test("a preview is a small picture in the proportions of the cover", async () => {
  const picture = await decodePicture(await (await cover({ seed: 31 })).jpeg().toBuffer());
  const preview = await makePreview(picture);
  expect(preview.length).toBeLessThan(10 * 1024);
  const sharp = await loadSharp();
  expect(await sharp(preview).metadata()).toMatchObject({ width: 166, height: 256 });
});

test("the preview of pure noise stays small too", async () => {
  const random = randomBySeed(32);
  const sharp = await loadSharp();
  const data = Uint8Array.from({ length: 192 * 256 * 3 }, () => random() * 256);
  const bytes = await sharp(data, { raw: { width: 192, height: 256, channels: 3 } })
    .png()
    .toBuffer();
  expect((await makePreview(await decodePicture(bytes))).length).toBeLessThan(14 * 1024);
});

test("a preview gives the pixels for a terminal's half-blocks", async () => {
  const sharp = await loadSharp();
  const green = sharp({ create: { width: 600, height: 800, channels: 3, background: "#0f0" } });
  const preview = await makePreview(await decodePicture(await green.png().toBuffer()));
  const { data, width, height } = await previewPixels(preview, 30, 40);
  expect([width, height, data.length]).toEqual([30, 40, 30 * 40 * 3]);
  const [red, level, blue] = data;
  expect([Number(red) < 8, Number(level) > 247, Number(blue) < 8]).toEqual([true, true, true]);
});

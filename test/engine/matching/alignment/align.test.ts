import { expect, setDefaultTimeout, test } from "bun:test";
import type { Quad } from "../../../../src/engine/images/homography.ts";
import type { Picture } from "../../../../src/engine/images/picture.ts";
import { decodePreview, makePreview } from "../../../../src/engine/images/preview.ts";
import { align, Sketch } from "../../../../src/engine/matching/alignment/align.ts";
import { sharesDrawing, verdictOf } from "../../../../src/engine/matching/recommend.ts";
import { printed, scanned, sketchOf } from "../../../fixtures/comics/printed.ts";

setDefaultTimeout(60_000);

test("a cover agrees with itself in every part", async () => {
  const cover = await sketchOf(await printed("Azul Norte", "4"));
  const alignment = align(cover, cover);
  expect(alignment.points).toBeGreaterThan(150);
  for (const measure of ["correlation", "area", "title", "weakest"] as const)
    expect(alignment[measure]).toBeGreaterThan(0.97);
});

test("covers that were photographed askew, cropped and in glare are laid over what they show", async () => {
  for (const number of ["1", "2", "3"]) {
    const picture = await printed("Azul Norte", number);
    const alignment = align(
      await sketchOf(await scanned(picture, `photo ${number}`)),
      await sketchOf(picture),
    );
    expect(alignment.points).toBeGreaterThan(40);
    expect(alignment.correlation).toBeGreaterThan(0.85);
    expect(sharesDrawing(alignment)).toBe(true);
  }
});

test("another cover of the series has its logo in common, and no drawing", async () => {
  const [one, other] = [await printed("Azul Norte", "4"), await printed("Azul Norte", "5")];
  expect(sharesDrawing(align(await sketchOf(one), await sketchOf(other)))).toBe(false);
  expect(sharesDrawing(align(await sketchOf(await scanned(one, "photo")), await sketchOf(other)))).toBe(
    false,
  );
});

test("a reprint under another number shares the drawing and differs in a part, in a bad scan too", async () => {
  const [first, reprint] = [await printed("Azul Norte", "4"), await printed("Azul Norte", "104", "4")];
  const clean = align(await sketchOf(reprint), await sketchOf(first));
  expect(clean.area).toBeGreaterThan(0.7);
  expect(verdictOf(clean)).toBe("differs");
  const scan = align(await sketchOf(await scanned(reprint, "scan", "light")), await sketchOf(first));
  expect(verdictOf(scan)).toBe("differs");
  const own = align(await sketchOf(await scanned(reprint, "scan", "light")), await sketchOf(reprint));
  expect(verdictOf(own)).toBe("same");
});

/** A cover with the upper left corner of another: the box in which its number stands. */
async function renumbered(cover: Picture, from: Picture): Promise<Picture> {
  const { width, height } = cover.work;
  const data = Uint8Array.from(cover.work.data);
  for (let y = 0; y < 0.23 * height; y++) {
    const [start, end] = [y * width * 3, (y * width + Math.floor(0.215 * width)) * 3];
    data.set(from.work.data.subarray(start, end), start);
  }
  return { ...cover, work: { data, width, height } };
}

test("a number that is another one is no reflection, though the paper is bright where digits are missing", async () => {
  for (const series of ["Azul Norte", "Golden Captain", "Silent Falcon"]) {
    const first = await printed(series, "4");
    const again = await renumbered(first, await printed(series, "104", "4"));
    const scan = await sketchOf(await scanned(first, "number", "light"));
    expect(verdictOf(align(scan, await sketchOf(first)))).toBe("same");
    expect(verdictOf(align(scan, await sketchOf(again)))).toBe("differs");
  }
});

test("what was made up where a page lay beyond its picture says nothing", async () => {
  const picture = await printed("Azul Norte", "4");
  const { width, height } = picture.work;
  const data = Uint8Array.from(picture.work.data);
  // The lower right corner is filled with what lies beside it, as where a straightened page had no pixels.
  for (let y = Math.floor(0.8 * height); y < height; y++) {
    const from = Math.floor((1 - 0.5 * (y / height - 0.8) * 5) * width);
    for (let x = from; x < width; x++)
      data.copyWithin((y * width + x) * 3, (y * width + from - 1) * 3, (y * width + from) * 3);
  }
  const cut = { ...picture, work: { data, width, height } };
  const preview = await decodePreview(await makePreview(cut));
  const seen: Quad = [
    [0, 0],
    [1.35, 0.45],
    [0.5, 1],
    [0, 1],
  ];
  const cover = await sketchOf(picture);
  expect(verdictOf(align(new Sketch(preview), cover))).toBe("differs");
  expect(verdictOf(align(new Sketch(preview, seen), cover))).toBe("same");
});

test("the same pictures give the same alignment to the last bit", async () => {
  const picture = await printed("Azul Norte", "6");
  const scan = await scanned(picture, "again");
  const [first, second] = [
    align(await sketchOf(scan), await sketchOf(picture)),
    align(await sketchOf(scan), await sketchOf(picture)),
  ];
  expect(second).toEqual(first);
});

test("pictures of one flat tone have nothing to lay over each other", async () => {
  const grey = { data: new Uint8Array(256 * 352 * 3).fill(128), width: 256, height: 352 };
  const flat = new Sketch(grey);
  const cover = await sketchOf(await printed("Azul Norte", "4"));
  const nothing = { points: 0, correlation: 0, area: 0, title: 0, weakest: 0 };
  expect(align(flat, flat)).toEqual(nothing);
  expect(align(cover, flat)).toEqual(nothing);
  expect(align(flat, cover)).toEqual(nothing);
});

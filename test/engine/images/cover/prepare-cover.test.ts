import { expect, test } from "bun:test";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { generateCover } from "../../../../src/demo/samples/cover/generate-cover.ts";
import { areaAverage } from "../../../../src/engine/images/area-average.ts";
import { prepareCover } from "../../../../src/engine/images/cover/prepare-cover.ts";
import { sidesOf } from "../../../../src/engine/images/cover/quadrilateral.ts";
import { decodePicture } from "../../../../src/engine/images/decode.ts";
import { distort } from "../../../../src/engine/images/distort/distort.ts";
import { strengths } from "../../../../src/engine/images/distort/strengths.ts";
import type { Point } from "../../../../src/engine/images/homography.ts";
import type { Picture, Pixels } from "../../../../src/engine/images/picture.ts";
import { loadSharp } from "../../../../src/engine/images/sharp.ts";
import { skipUnless } from "../../../support/skip.ts";

const western = { rightToLeft: false };
const bytes = await generateCover({
  series: "Night Ferry",
  number: "3",
  year: 1991,
  publisher: "Alba",
  seed: 1,
});
const cover = await decodePicture(bytes);

async function pictureOf({ data, width, height }: Pixels): Promise<Picture> {
  const sharp = await loadSharp();
  return decodePicture(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
}

/** By how many levels two pictures differ in the mean, both brought to one small size. */
function apart(one: Picture, other: Picture): number {
  const [left, right] = [areaAverage(one.work, 24, 36), areaAverage(other.work, 24, 36)];
  return left.reduce((sum, value, at) => sum + Math.abs(value - (right[at] as number)), 0) / left.length;
}

test("a flat cover is left as it is, the very same picture", () => {
  const prepared = prepareCover(cover, western);
  expect(prepared.picture).toBe(cover);
  expect(prepared).toMatchObject({
    trimmed: null,
    straightened: null,
    layout: { kind: "single" },
    seen: null,
    notes: [],
  });
});

test("of a page that reaches beyond its picture it is said what the picture shows of it", async () => {
  const sharp = await loadSharp();
  const turned = await sharp(bytes).rotate(7, { background: "#fdfdfd" }).png().toBuffer();
  const { width, height } = await sharp(turned).metadata();
  const whole = prepareCover(await decodePicture(turned), western);
  expect(whole.straightened).not.toBeNull();
  expect(whole.seen).toBeNull();
  const [left, top] = [40, 25];
  const part = { left, top, width: width - 2 * left, height: height - 2 * top };
  const cut = prepareCover(await decodePicture(await sharp(turned).extract(part).toBuffer()), western);
  expect(cut.straightened).not.toBeNull();
  const sides = cut.seen ? sidesOf(cut.seen) : [];
  expect(sides).toHaveLength(4);
  const isSeen = ([x, y]: Point) =>
    sides.every(([[ax, ay], [bx, by]]) => (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0);
  expect(isSeen([0.5, 0.5])).toBe(true);
  // The corners were cut off, the middle of each side was not.
  for (const corner of [0, 1]) for (const other of [0, 1]) expect(isSeen([corner, other])).toBe(false);
  for (const near of [0.1, 0.9]) {
    expect(isSeen([0.5, near])).toBe(true);
    expect(isSeen([near, 0.5])).toBe(true);
  }
});

test("a page photographed askew is made straight, and is the cover again", async () => {
  const dull = { ...strengths.middle, light: 0, glare: 0 };
  const { jpeg } = await distort(cover.work, { strength: dull, seed: "askew 3", kind: "photo" });
  const photo = await decodePicture(jpeg);
  const { picture, straightened } = prepareCover(photo, western);
  expect(straightened?.certainty).toBeGreaterThanOrEqual(0.6);
  expect(apart(cover, picture)).toBeLessThan(apart(cover, photo) / 3);
  expect(picture.width / picture.height).toBeCloseTo(cover.width / cover.height, 1);
});

test("how far a page was turned is said in degrees, clockwise", async () => {
  const sharp = await loadSharp();
  for (const turn of [6, -4]) {
    const turned = await sharp(bytes).rotate(turn, { background: "#7a4" }).png().toBuffer();
    const { straightened } = prepareCover(await decodePicture(turned), western);
    expect(straightened?.turn).toBeCloseTo(turn, 0);
  }
});

test("a border is taken off after a page was made straight, and said in shares of its sides", async () => {
  const sharp = await loadSharp();
  const framed = await sharp(bytes)
    .extend({ top: 40, bottom: 40, left: 25, right: 25, background: "#fdfdfd" })
    .toBuffer();
  const flat = prepareCover(await decodePicture(framed), western);
  expect(flat.trimmed?.left).toBeCloseTo(25 / 550, 2);
  expect(flat.trimmed?.top).toBeCloseTo(40 / 850, 2);
  expect([flat.picture.width, flat.picture.height].map((side) => Math.round(side / 10))).toEqual([50, 77]);
  expect(apart(cover, flat.picture)).toBeLessThan(4);

  const askew = await sharp(framed).rotate(5, { background: "#345" }).png().toBuffer();
  const both = prepareCover(await decodePicture(askew), western);
  expect(both.straightened).not.toBeNull();
  expect(both.trimmed).not.toBeNull();
  expect(apart(cover, both.picture)).toBeLessThan(6);
});

test("a cover that lies open has its front on the right, or on the left where it is read so", async () => {
  const { width, height, data } = cover.work;
  const open = new Uint8Array(width * 2 * height * 3);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width * 3, (y + 1) * width * 3);
    open.set(row, y * width * 6);
    open.set(row.toReversed(), (2 * y + 1) * width * 3);
  }
  const wraparound = await pictureOf({ data: open, width: 2 * width, height });
  expect(prepareCover(wraparound, western).layout).toEqual({ kind: "wraparound", front: "right" });
  expect(prepareCover(wraparound, { rightToLeft: true }).layout).toEqual({
    kind: "wraparound",
    front: "left",
  });
  expect(prepareCover(cover, { rightToLeft: true }).layout).toEqual({ kind: "single" });
});

test("a panel that is printed upright on a cover is not taken for a page", async () => {
  const sharp = await loadSharp();
  const inset = await sharp(bytes).resize(330, 500, { fit: "fill" }).toBuffer();
  const framed = await sharp({ create: { width: 500, height: 770, channels: 3, background: "#8b1a2b" } })
    .composite([{ input: inset, left: 85, top: 190 }])
    .png()
    .toBuffer();
  expect(prepareCover(await decodePicture(framed), western).straightened).toBeNull();
});

test("a picture of a few pixels is left as it is", async () => {
  for (const [width, height] of [
    [1, 1],
    [2, 40],
    [30, 3],
  ] as const) {
    const tiny = await pictureOf({ data: new Uint8Array(width * height * 3).fill(90), width, height });
    expect(prepareCover(tiny, western).picture).toBe(tiny);
  }
});

const assets = process.env.LOTE_ASSETS ?? join(import.meta.dir, "../../../../../shared/assets");
const real = join(assets, "images/covers");
const areThere = statSync(real, { throwIfNoEntry: false })?.isDirectory() === true;

skipUnless(areThere, "LOTE_ASSETS is not there")(
  "of 60 real comic covers none is straightened, and no more than slivers of a few are taken off",
  async () => {
    const files = ["batman", "spider-man"].flatMap((folder) =>
      readdirSync(join(real, "comics", folder)).map((name) => join(real, "comics", folder, name)),
    );
    let trimmed = 0;
    for (const file of files) {
      const prepared = prepareCover(await decodePicture(await Bun.file(file).bytes()), western);
      expect([file, prepared.straightened, prepared.layout.kind]).toEqual([file, null, "single"]);
      if (prepared.trimmed) trimmed++;
      for (const share of Object.values(prepared.trimmed ?? {})) expect(share).toBeLessThan(0.03);
    }
    expect(trimmed).toBeLessThanOrEqual(6);
  },
  60_000,
);

import { describe, expect, test } from "bun:test";
import { decodePicture } from "../../../src/engine/images/decode.ts";
import {
  type PixelRecipe,
  type PixelSource,
  preparePixels,
} from "../../../src/engine/images/prepare-pixels.ts";
import { loadSharp } from "../../../src/engine/images/sharp.ts";
import { findModel, readManifest } from "../../../src/engine/models/manifest.ts";
import { normalisationOf, type Recipe } from "../../../src/engine/models/recipe.ts";
import {
  distance,
  type GoldenName,
  goldenFile,
  goldenNames,
  goldenPixels,
  isGolden,
  openai,
  tensorOf,
} from "../../fixtures/preprocessing/golden.ts";
import { pointSampled } from "../../fixtures/preprocessing/point-sampled.ts";

/** A picture of vertical thirds: red, green, blue. */
function thirds(): PixelSource {
  const data = new Uint8Array(300 * 100 * 3);
  for (let at = 0; at < 300 * 100; at++) data[at * 3 + Math.floor((at % 300) / 100)] = 255;
  return { width: 300, height: 100, work: { data, width: 300, height: 100 } };
}

const square = (fit: Recipe["fit"], kernel: Recipe["kernel"]): PixelRecipe => ({
  width: 60,
  height: 60,
  fit,
  kernel,
});
const at = (pixels: Uint8Array, x: number, y: number) => [
  ...pixels.subarray((y * 60 + x) * 3, (y * 60 + x) * 3 + 3),
];
const [red, green, blue, white] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
];

test("fill stretches, cover cuts the sides evenly, contain adds white or the colour that is asked for", async () => {
  const filled = await preparePixels(thirds(), null, square("fill", "linear"));
  expect([at(filled, 5, 2), at(filled, 30, 30), at(filled, 55, 57)]).toEqual([
    red,
    green,
    blue,
  ] as number[][]);
  const covered = await preparePixels(thirds(), null, square("cover", "nearest"));
  expect([at(covered, 5, 2), at(covered, 55, 57)]).toEqual([green, green] as number[][]);
  const contained = await preparePixels(thirds(), null, square("contain", "linear"));
  expect([at(contained, 30, 2), at(contained, 5, 30), at(contained, 30, 57)]).toEqual([
    white,
    red,
    white,
  ] as number[][]);
  const padded = await preparePixels(thirds(), null, { ...square("contain", "linear"), pad: [1, 2, 3] });
  expect([at(padded, 30, 2), at(padded, 30, 57)]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

test("the input of a model has three bytes for each of its pixels, whatever the picture's shape", async () => {
  for (const fit of ["fill", "cover", "contain"] as const) {
    for (const [width, height] of [
      [224, 224],
      [61, 97],
      [97, 61],
    ] as const) {
      const pixels = await preparePixels(thirds(), null, { width, height, fit, kernel: "cubic" });
      expect(pixels.length).toBe(width * height * 3);
    }
  }
});

test("a crop of a picture is prepared as the picture that shows nothing else", async () => {
  const { work } = await decodePicture(await goldenFile("portrait"));
  const crop = { left: 37, top: 101, width: 330, height: 290 };
  const sharp = await loadSharp();
  const data = await sharp(work.data, { raw: { width: work.width, height: work.height, channels: 3 } })
    .extract(crop)
    .raw()
    .toBuffer();
  const alone = { data, width: crop.width, height: crop.height };
  for (const fit of ["fill", "cover", "contain"] as const) {
    // 60 makes it smaller, 500 larger.
    for (const side of [60, 500]) {
      const recipe = { width: side, height: side, fit, kernel: "cubic" } as const;
      const part = await preparePixels({ work, width: work.width, height: work.height }, crop, recipe);
      const whole = await preparePixels({ work: alone, ...crop }, null, recipe);
      expect(Buffer.from(part).equals(whole), `${fit} ${side}`).toBe(true);
    }
  }
});

test("the proportions are those of the original, though the working picture's sides are rounded", async () => {
  // White as far as the row 210 of 768: where it ends says how many rows were cut off above.
  const work = { data: new Uint8Array(500 * 768 * 3).fill(255, 0, 500 * 3 * 210), width: 500, height: 768 };
  const whiteRows = async (height: number) => {
    const pixels = await preparePixels({ work, width: 500, height }, null, square("cover", "linear"));
    return Array.from({ length: 60 }, (_, y) => at(pixels, 30, y)[0] as number).filter((value) => value > 127)
      .length;
  };
  // 60 × 92 of which 16 are cut off above; 60 × 100, 20.
  expect([await whiteRows(768), await whiteRows(834)]).toEqual([9, 7]);
});

describe("against Pillow", async () => {
  const model = findModel(await readManifest(), "cover-embed", "clip-vit-b32");
  const ours = normalisationOf(model.recipe);

  async function prepared(name: GoldenName, recipe: PixelRecipe = model.recipe): Promise<Uint8Array> {
    return preparePixels(await decodePicture(await goldenFile(name)), null, recipe);
  }

  /** The golden pictures that a variant still gets right. */
  async function right(variant: (name: GoldenName) => Promise<Float32Array>): Promise<GoldenName[]> {
    const verdicts = await Promise.all(
      goldenNames.map(async (name) => isGolden(await variant(name), tensorOf(await goldenPixels(name)))),
    );
    return goldenNames.filter((_, index) => verdicts[index]);
  }

  test("CLIP's tensors are Pillow's within a level in the mean, of every golden picture", async () => {
    if (!ours) throw new Error("CLIP's recipe has no arithmetic");
    expect(await right(async (name) => tensorOf(await prepared(name), ours))).toEqual(goldenNames);
  });

  test("a picture that must be enlarged is Pillow's to the last bit", async () => {
    expect(Buffer.from(await prepared("tiny")).equals(await goldenPixels("tiny"))).toBe(true);
  });

  test("bilinear fails every golden picture", async () => {
    const recipe = { ...model.recipe, kernel: "linear" } as const;
    expect(await right(async (name) => tensorOf(await prepared(name, recipe)))).toEqual([]);
  });

  test("bicubic without antialias fails every golden picture that is made smaller", async () => {
    // Enlarging needs none: there the two are the same, and the tiny picture passes.
    expect(await right(async (name) => tensorOf(await pointSampled(await goldenFile(name))))).toEqual([
      "tiny",
    ]);
  });

  test("another mean or standard deviation fails every golden picture", async () => {
    const imagenet = { ...openai, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;
    expect(
      await right(async (name) => tensorOf(await prepared(name), { ...openai, mean: imagenet.mean })),
    ).toEqual([]);
    expect(
      await right(async (name) => tensorOf(await prepared(name), { ...openai, std: imagenet.std })),
    ).toEqual([]);
  });

  test("blue before red fails every golden picture", async () => {
    expect(
      await right(async (name) => tensorOf(await prepared(name), { ...openai, channels: "bgr" })),
    ).toEqual([]);
  });

  test("a centre cut one pixel off fails every golden picture", async () => {
    const shifted = async (name: GoldenName) => {
      const pixels = await prepared(name);
      return tensorOf(
        pixels.map((_, index) => pixels[Math.min(index + 224 * 3, pixels.length - 1)] as number),
      );
    };
    expect(await right(shifted)).toEqual([]);
  });

  test("the check itself sees how far a tensor is off", async () => {
    const golden = tensorOf(await goldenPixels("portrait"));
    expect(distance(golden, golden)).toEqual({ mean: 0, most: 0, shift: 0 });
    const level = 1 / 255 / 0.268;
    const brighter = distance(
      golden.map((value) => value + 2 * level),
      golden,
    );
    expect([brighter.mean, brighter.most, brighter.shift].map((value) => Math.round(value * 100))).toEqual([
      200, 200, 200,
    ]);
    const checkered = distance(
      golden.map((value, at) => value + (at % 2 === 0 ? level : -level)),
      golden,
    );
    expect([checkered.mean, checkered.shift].map((value) => Math.round(value * 100))).toEqual([100, 0]);
  });
});

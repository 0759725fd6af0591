import { afterAll, beforeAll, expect, test } from "bun:test";
import { generateCover } from "../../../src/demo/samples/cover/generate-cover.ts";
import { CoverEmbedder } from "../../../src/engine/embedding/cover-embedder.ts";
import {
  chosenViews,
  comparedViews,
  likeness,
  type ViewName,
  type ViewVectors,
  viewNames,
  viewPixels,
  viewsOf,
} from "../../../src/engine/embedding/views.ts";
import { decodePicture } from "../../../src/engine/images/decode.ts";
import type { Picture } from "../../../src/engine/images/picture.ts";
import { scanned } from "../../fixtures/comics/printed.ts";

let embedder: CoverEmbedder;
beforeAll(async () => {
  embedder = await CoverEmbedder.open({ machineNotes: "/dev/null/none", device: "cpu" });
});
afterAll(() => embedder.close());

async function vectorsOf(picture: Picture, views: readonly ViewName[]): Promise<ViewVectors> {
  const pixels = await Promise.all(views.map((view) => viewPixels(picture, view, embedder.recipe)));
  const vectors = await embedder.embed(pixels);
  return new Map(views.map((view, at) => [view, vectors[at] as Float32Array]));
}

test("covers with the same art under different titles are told apart by their views, and not by the centre", async () => {
  const first = { series: "Azul Norte", number: "4", year: 1980, publisher: "Norte", seed: 7 };
  const again = { ...first, series: "Golden Captain", number: "41", art: first };
  const original = await decodePicture(await generateCover(first));
  const reprint = await decodePicture(await generateCover(again));
  const scan = await scanned(original, "a scan of the original", "light");
  const lead = async (views: readonly ViewName[]) => {
    const own = await vectorsOf(scan, views);
    return likeness(own, await vectorsOf(original, views)) - likeness(own, await vectorsOf(reprint, views));
  };
  const byCentre = Math.abs(await lead(["centre"]));
  expect(byCentre).toBeLessThan(0.02);
  expect(await lead(["whole", "title"])).toBeGreaterThan(0.04 + byCentre);
});

/** A vector of two numbers at so many degrees. */
function at(degrees: number): Float32Array {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
}

test("of the frames the best counts, whichever shows what the other picture shows", () => {
  const close = new Map<ViewName, Float32Array>([
    ["whole", at(40)],
    ["inner", at(80)],
  ]);
  const cover = new Map<ViewName, Float32Array>([
    ["whole", at(0)],
    ["inner", at(40)],
  ]);
  expect(likeness(close, cover)).toBeCloseTo(1, 6);
  expect(likeness(cover, close)).toBeCloseTo(1, 6);
});

test("bands are compared with the same band alone, and count as much as the frames together", () => {
  const one = new Map<ViewName, Float32Array>([
    ["whole", at(0)],
    ["title", at(0)],
    ["lower", at(0)],
  ]);
  const other = new Map<ViewName, Float32Array>([
    ["whole", at(0)],
    ["title", at(90)],
    ["lower", at(60)],
  ]);
  expect(likeness(one, other)).toBeCloseTo((1 + (0 + 0.5) / 2) / 2, 6);
  expect(likeness(one, new Map([["whole", at(60)]]))).toBeCloseTo(0.5, 6);
  expect(comparedViews(["whole", "inner", "title"])).toEqual([
    ["whole", "whole"],
    ["whole", "inner"],
    ["inner", "whole"],
    ["inner", "inner"],
    ["title", "title"],
  ]);
});

test("the whole cover is letterboxed where the model would cut its title off", async () => {
  const shape = { width: 8, height: 8, fit: "cover", kernel: "linear", colour: "srgb" } as const;
  const square = { ...shape, layout: "uint8-hwc", pad: [0, 0, 255] } as const;
  // Red above, green below: the title is the red third.
  const work = { width: 80, height: 120, data: new Uint8Array(80 * 120 * 3) };
  for (let pixel = 0; pixel < 80 * 120; pixel++) work.data[pixel * 3 + (pixel < 80 * 20 ? 0 : 1)] = 255;
  const picture = { width: 80, height: 120, work };
  const isRed = (pixels: Uint8Array) =>
    Array.from({ length: 64 }, (_, at) => pixels[at * 3] ?? 0).some((red) => red > 200);
  expect(isRed(await viewPixels(picture, "whole", square))).toBe(true);
  expect(isRed(await viewPixels(picture, "title", square))).toBe(true);
  expect(isRed(await viewPixels(picture, "centre", square))).toBe(false);
  expect(isRed(await viewPixels(picture, "lower", square))).toBe(false);
});

test("the margin of a letterboxed cover is what the model takes for nothing", async () => {
  const work = { width: 8, height: 16, data: new Uint8Array(8 * 16 * 3).fill(255) };
  const picture = { width: 8, height: 16, work };
  const shape = { width: 8, height: 8, fit: "cover", kernel: "linear", colour: "srgb" } as const;
  const numbers = { channels: "rgb", range: 1, mean: [0.5, 0.4, 0.2], std: [1, 1, 1] } as const;
  const learned = { ...shape, layout: "float32-nchw", ...numbers } as const;
  expect([...(await viewPixels(picture, "whole", learned)).subarray(0, 3)]).toEqual([128, 102, 51]);
});

test("only a cover that lies open has halves, the front on the side where it is read from", async () => {
  const work = { width: 9, height: 4, data: new Uint8Array(9 * 4 * 3) };
  for (let pixel = 0; pixel < 36; pixel++) work.data[pixel * 3] = (pixel % 9) * 20;
  const picture = { width: 9, height: 4, work };
  const shape = { width: 4, height: 4, fit: "fill", kernel: "nearest", colour: "srgb" } as const;
  const recipe = { ...shape, layout: "uint8-hwc" } as const;
  const opened = (front: "left" | "right") => ({ kind: "wraparound", front }) as const;
  const firstRow = async (view: ViewName, front: "left" | "right") =>
    [...(await viewPixels(picture, view, recipe, opened(front)))].filter((_, at) => at % 3 === 0).slice(0, 4);
  expect(await firstRow("front", "right")).toEqual([100, 120, 140, 160]);
  expect(await firstRow("back", "right")).toEqual([0, 20, 40, 60]);
  expect(await firstRow("front", "left")).toEqual([0, 20, 40, 60]);
  const space = { views: ["whole"], halves: ["front", "back"] } as const;
  expect(viewsOf(space, { kind: "single" })).toEqual(["whole"]);
  expect(viewsOf(space, opened("right"))).toEqual(["whole", "front", "back"]);
  expect(() => viewPixels(picture, "front", recipe)).toThrow(RangeError);
});

test("a setting chooses the model's usual views, the whole cover, or all", () => {
  expect(chosenViews(["whole", "lower"])).toEqual(["whole", "lower"]);
  expect(chosenViews(["whole", "lower"], "whole")).toEqual(["whole"]);
  expect(chosenViews(["whole", "lower"], "all")).toEqual(viewNames);
});

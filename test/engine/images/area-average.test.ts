import { expect, test } from "bun:test";
import { areaAverage } from "../../../src/engine/images/area-average.ts";

const grey = (...levels: number[]) => Uint8Array.from(levels.flatMap((level) => [level, level, level]));
const levels = (means: Float64Array) => [...means].filter((_, index) => index % 3 === 0);

test("a cell is the mean of the pixels under it", () => {
  const pixels = { data: grey(0, 100, 20, 40, 200, 100, 60, 80), width: 4, height: 2 };
  expect(levels(areaAverage(pixels, 2, 1))).toEqual([100, 50]);
});

test("a pixel that two cells share counts for both by its parts", () => {
  const pixels = { data: grey(0, 90, 30), width: 3, height: 1 };
  expect(levels(areaAverage(pixels, 2, 1))).toEqual([30, 50]);
});

test("a grid finer than the picture repeats its pixels", () => {
  const pixels = { data: grey(10, 20), width: 1, height: 2 };
  expect(levels(areaAverage(pixels, 2, 4))).toEqual([10, 10, 10, 10, 20, 20, 20, 20]);
});

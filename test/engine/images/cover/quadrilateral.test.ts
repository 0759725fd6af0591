import { expect, test } from "bun:test";
import {
  areaOf,
  cornersOf,
  extentOf,
  isConvex,
  sidesOf,
  skewOf,
} from "../../../../src/engine/images/cover/quadrilateral.ts";
import type { Quad } from "../../../../src/engine/images/homography.ts";

const square: Quad = [
  [10, 20],
  [110, 20],
  [110, 220],
  [10, 220],
];
const askew: Quad = [
  [20, 10],
  [120, 20],
  [100, 220],
  [0, 200],
];

test("a quadrilateral has its area, its extent and its sides clockwise from the top", () => {
  expect(areaOf(square)).toBe(100 * 200);
  expect(extentOf(square)).toEqual({ width: 100, height: 200 });
  expect(sidesOf(square)[1]).toEqual([
    [110, 20],
    [110, 220],
  ]);
});

test("the lines of its sides cross at its corners", () => {
  const corners = cornersOf(sidesOf(askew));
  for (const [at, [x, y]] of corners.entries()) {
    expect(x).toBeCloseTo(askew[at]?.[0] ?? Number.NaN, 9);
    expect(y).toBeCloseTo(askew[at]?.[1] ?? Number.NaN, 9);
  }
});

test("one that goes the other way round, or crosses itself, is not convex", () => {
  const [a, b, c, d] = askew;
  expect(isConvex(askew)).toBe(true);
  expect(isConvex([a, d, c, b])).toBe(false);
  expect(isConvex([a, c, b, d])).toBe(false);
});

test("its skew is the tangent of its steepest side against the picture's", () => {
  expect(skewOf(square)).toBe(0);
  // The top falls by 10 on 100, the bottom by 20 on 100, the left side leans by 20 on 190.
  expect(skewOf(askew)).toBeCloseTo(0.2, 9);
});

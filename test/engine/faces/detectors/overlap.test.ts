import { expect, test } from "bun:test";
import { withoutOverlaps } from "../../../../src/engine/faces/detectors/overlap.ts";

const box = (left: number, top: number, side: number, score: number) => ({
  ...{ left, top, right: left + side, bottom: top + side, score },
});

test("of boxes on one place the surest stays, and others elsewhere stay too", () => {
  const [sure, near, far] = [box(0, 0, 10, 0.9), box(1, 0, 10, 0.8), box(50, 0, 10, 0.7)];
  expect(withoutOverlaps([near, far, sure], 0.5)).toEqual([sure, far]);
});

test("a small box within a large one is little of both together, and all of the smaller", () => {
  const [large, inside] = [box(0, 0, 100, 0.9), box(10, 10, 20, 0.8)];
  expect(withoutOverlaps([large, inside], 0.5)).toHaveLength(2);
  expect(withoutOverlaps([large, inside], 0.5, { of: "smaller" })).toEqual([large]);
});

test("a box that was driven out drives others out only where that is asked for", () => {
  const chain = [box(0, 0, 10, 0.9), box(3, 0, 10, 0.8), box(6, 0, 10, 0.7)];
  expect(withoutOverlaps(chain, 0.4).map(({ score }) => score)).toEqual([0.9, 0.7]);
  expect(withoutOverlaps(chain, 0.4, { by: "all" }).map(({ score }) => score)).toEqual([0.9]);
});

test("of equally sure boxes the earlier stays", () => {
  const [first, second] = [box(0, 0, 10, 0.9), box(1, 0, 10, 0.9)];
  expect(withoutOverlaps([first, second], 0.5)).toEqual([first]);
});

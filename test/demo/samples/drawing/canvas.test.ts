import { expect, test } from "bun:test";
import { Canvas } from "../../../../src/demo/samples/drawing/canvas.ts";
import { at, box, star } from "../../../../src/demo/samples/drawing/shape.ts";

const red = 0xff0000;

function reds(canvas: Canvas): number[] {
  return Array.from({ length: canvas.width * canvas.height }, (_, pixel) => canvas.data[pixel * 3] ?? -1);
}

test("a painted shape covers its pixels wholly and those at its edge in part", () => {
  const canvas = new Canvas(4, 3);
  canvas.fill(box(0.5, 1, 2, 1), red);
  expect(reds(canvas)).toEqual([0, 0, 0, 0, 127, 255, 127, 0, 0, 0, 0, 0]);
});

test("what is painted outside of the picture does no harm", () => {
  const canvas = new Canvas(2, 2);
  canvas.fill(box(-50, -50, 51, 100), red);
  canvas.stroke([at(-20, 60), at(60, -20)], 3, red);
  canvas.fill(star(at(900, 900), 5, 30, 10), red);
  expect(reds(canvas).filter((value) => value === 255).length).toBeGreaterThanOrEqual(2);
});

test("a paint may differ from point to point", () => {
  const canvas = new Canvas(2, 1);
  canvas.cover((x) => (x === 0 ? red : 0x00ff00));
  expect([...canvas.data]).toEqual([255, 0, 0, 0, 255, 0]);
});

test("a half-transparent paint mixes with what is below", () => {
  const canvas = new Canvas(1, 1);
  canvas.fill(box(0, 0, 1, 1), red, 0.5);
  expect(reds(canvas)).toEqual([127]);
});

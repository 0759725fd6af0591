import { expect, test } from "bun:test";
import type { Picture } from "../../../src/engine/images/picture.ts";
import { resizeWork } from "../../../src/engine/images/resize.ts";

/** A picture of vertical thirds: red, green, blue. */
function thirds(): Picture {
  const data = new Uint8Array(300 * 100 * 3);
  for (let at = 0; at < 300 * 100; at++) data[at * 3 + Math.floor((at % 300) / 100)] = 255;
  return { kind: "png", width: 300, height: 100, work: { data, width: 300, height: 100 } };
}

const at = (pixels: Uint8Array, x: number, y: number) => [
  ...pixels.subarray((y * 60 + x) * 3, (y * 60 + x) * 3 + 3),
];
const [red, green, blue, white] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
];

test("fill stretches, cover cuts the sides evenly, contain adds white", async () => {
  const filled = await resizeWork(thirds(), 60, 60, "fill", "linear");
  expect([at(filled, 5, 2), at(filled, 30, 30), at(filled, 55, 57)]).toEqual([
    red,
    green,
    blue,
  ] as number[][]);
  const covered = await resizeWork(thirds(), 60, 60, "cover", "nearest");
  expect([at(covered, 5, 2), at(covered, 55, 57)]).toEqual([green, green] as number[][]);
  const contained = await resizeWork(thirds(), 60, 60, "contain", "linear");
  expect([at(contained, 30, 2), at(contained, 5, 30), at(contained, 30, 57)]).toEqual([
    white,
    red,
    white,
  ] as number[][]);
});

test("the input of a model has three bytes for each of its pixels, whatever the picture's shape", async () => {
  for (const fit of ["fill", "cover", "contain"] as const) {
    expect((await resizeWork(thirds(), 224, 224, fit, "cubic")).length).toBe(224 * 224 * 3);
  }
});

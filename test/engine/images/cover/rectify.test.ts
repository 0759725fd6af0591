import { expect, test } from "bun:test";
import { rectify } from "../../../../src/engine/images/cover/rectify.ts";
import { project, type Quad, squareToQuad } from "../../../../src/engine/images/homography.ts";
import type { Pixels } from "../../../../src/engine/images/picture.ts";

/** A picture whose red and green say where on it one is. */
function graduated(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set([x, y, 0], (y * width + x) * 3);
  }
  return { data, width, height };
}

const corners: Quad = [
  [30, 20],
  [170, 35],
  [160, 220],
  [15, 205],
];

test("each place of a rectified page comes from where the projective map says", () => {
  const straight = rectify(graduated(200, 250), corners);
  expect([straight.width, straight.height]).toEqual([143, 185]);
  const map = squareToQuad(corners);
  for (const [x, y] of [
    [0, 0],
    [70, 90],
    [142, 184],
    [20, 150],
  ] as const) {
    const [u, v] = project(map, [(x + 0.5) / straight.width, (y + 0.5) / straight.height]);
    const at = (y * straight.width + x) * 3;
    expect(Math.abs((straight.data[at] as number) - (u - 0.5))).toBeLessThanOrEqual(0.51);
    expect(Math.abs((straight.data[at + 1] as number) - (v - 0.5))).toBeLessThanOrEqual(0.51);
  }
});

test("what lies in an upright rectangle is cut out pixel by pixel", () => {
  const upright: Quad = [
    [10, 5],
    [40, 5],
    [40, 30],
    [10, 30],
  ];
  const { data, width, height } = rectify(graduated(60, 40), upright);
  expect([width, height]).toEqual([30, 25]);
  expect([...data.subarray(0, 3), ...data.subarray(data.length - 3)]).toEqual([10, 5, 0, 39, 29, 0]);
});

test("beyond the picture its outermost pixels are repeated", () => {
  const { data, width, height } = rectify(graduated(60, 40), [
    [-10, -10],
    [70, -10],
    [70, 50],
    [-10, 50],
  ]);
  expect([width, height]).toEqual([80, 60]);
  expect([...data.subarray(0, 3), ...data.subarray(data.length - 3)]).toEqual([0, 0, 0, 59, 39, 0]);
});

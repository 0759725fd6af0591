import { expect, test } from "bun:test";
import fc from "fast-check";
import { affineOf, inverseOf, similarityTo, warp } from "../../../src/engine/faces/affine.ts";
import type { Point } from "../../../src/engine/faces/face-model.ts";

type Map = ReturnType<typeof similarityTo>;
const through = ([a, b, c, d, e, f]: Map, [x, y]: Point): Point => [a * x + b * y + c, d * x + e * y + f];
const apart = (one: Point, other: Point) => Math.hypot(one[0] - other[0], one[1] - other[1]);

const triangle: Point[] = [
  [10, 20],
  [50, 22],
  [30, 60],
];
const size = fc.double({ min: 0.1, max: 8, noNaN: true });
const angle = fc.double({ min: -3, max: 3, noNaN: true });
const shift = fc.double({ min: -300, max: 300, noNaN: true });

test("a turn, a scale and a shift are found again from the points they moved", () => {
  fc.assert(
    fc.property(size, angle, shift, shift, (scale, turn, x, y) => {
      const [cosine, sine] = [scale * Math.cos(turn), scale * Math.sin(turn)];
      const there: Map = [cosine, -sine, x, sine, cosine, y];
      const found = similarityTo(
        triangle,
        triangle.map((point) => through(there, point)),
      );
      for (const point of triangle)
        expect(apart(through(found, point), through(there, point))).toBeLessThan(1e-6);
    }),
  );
});

test("points that no similarity reaches are come near to by least squares, and never mirrored", () => {
  const mirrored = triangle.map(([x, y]): Point => [-x, y]);
  const found = similarityTo(triangle, mirrored);
  const missed = (map: Map) =>
    triangle.reduce((sum, point, at) => sum + apart(through(map, point), mirrored[at] ?? [0, 0]) ** 2, 0);
  const [a, , c, d, , f] = found;
  for (const [cosine, sine, x, y] of [0, 1, 2, 3].flatMap((at) =>
    [-0.01, 0.01].map((nudge) => [a, d, c, f].map((number, place) => number + (place === at ? nudge : 0))),
  ) as [number, number, number, number][])
    expect(missed([cosine, -sine, x, sine, cosine, y])).toBeGreaterThan(missed(found));
  expect(found).toEqual([a, -d, c, d, a, f]);
});

test("a map and its inverse bring every point back", () => {
  const map: Map = [1.2, -0.4, 30, 0.4, 1.2, -12];
  for (const point of triangle)
    expect(apart(through(inverseOf(map), through(map, point)), point)).toBeLessThan(1e-9);
});

/** Each byte tells its place. */
function picture(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++)
    data.fill(((at % width) + Math.floor(at / width)) % 200, at * 3, at * 3 + 3);
  return { data, width, height };
}

test("a part of a picture at its own size is copied pixel by pixel, and black beyond the picture's end", () => {
  const source = picture(20, 10);
  const part = warp(source, affineOf([-2, -1], [1, 1]), 6, 4);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 6; column++) {
      const [x, y] = [column - 2, row - 1];
      const due = x < 0 || y < 0 ? 0 : source.data[(y * 20 + x) * 3];
      expect(part[(row * 6 + column) * 3]).toBe(due as number);
    }
  }
});

test("a picture made eight times smaller shows means, not every eighth pixel", () => {
  const checks = picture(64, 64);
  for (let at = 0; at < 64 * 64; at++)
    checks.data.fill(((at % 64) + Math.floor(at / 64)) % 2 === 0 ? 200 : 100, at * 3, at * 3 + 3);
  const small = warp(checks, affineOf([0, 0], [8, 8]), 8, 8);
  // In the middle, where no sample reaches beyond the edge.
  for (let row = 1; row < 7; row++)
    for (let column = 1; column < 7; column++) expect(small[(row * 8 + column) * 3]).toBe(150);
});

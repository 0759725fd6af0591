import { expect, test } from "bun:test";
import {
  inverse,
  type Point,
  project,
  type Quad,
  squareToQuad,
} from "../../../src/engine/images/homography.ts";

const quad: Quad = [
  [12, 7],
  [310, 30],
  [280, 460],
  [-20, 420],
];
const square: Quad = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

function expectNear([x, y]: Point, [u, v]: Point): void {
  expect(x).toBeCloseTo(u, 9);
  expect(y).toBeCloseTo(v, 9);
}

test("the unit square's corners are taken to the four corners, and back", () => {
  const map = squareToQuad(quad);
  for (const [at, corner] of square.entries()) {
    expectNear(project(map, corner), quad[at] as Point);
    expectNear(project(inverse(map), quad[at] as Point), corner);
  }
});

test("a projective map keeps lines straight and crosses the diagonals where the corners' do", () => {
  const [x, y] = project(squareToQuad(quad), [0.5, 0.5]);
  const onLine = ([ax, ay]: Point, [bx, by]: Point) => (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  expect(onLine(quad[0], quad[2])).toBeCloseTo(0, 6);
  expect(onLine(quad[1], quad[3])).toBeCloseTo(0, 6);
});

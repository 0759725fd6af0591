import { expect, test } from "bun:test";
import { type Capture, drawCapture } from "../../../../src/engine/images/distort/capture.ts";
import { longestSide, type Strength, strengths } from "../../../../src/engine/images/distort/strengths.ts";
import type { Point } from "../../../../src/engine/images/homography.ts";
import { randomOf } from "../../../../src/engine/seeded-random.ts";

const shape = 0.65;
const { middle } = strengths;
const flat: Strength = { ...middle, turn: 0, perspective: 0 };

function captures(kind: Capture["kind"], strength: Strength): Capture[] {
  return Array.from({ length: 200 }, (_, seed) => drawCapture(kind, shape, strength, randomOf(seed)));
}

const length = ([ax, ay]: Point, [bx, by]: Point) => Math.hypot(bx - ax, by - ay);

test("every picture has the published longest side", () => {
  for (const kind of ["scan", "photo", "close"] as const) {
    for (const { width, height } of captures(kind, middle)) expect(Math.max(width, height)).toBe(longestSide);
  }
});

test("a close photo keeps exactly the published share of both sides, at places that differ", () => {
  const places = new Set<number>();
  for (const { width, height, corners } of captures("close", flat)) {
    expect(width / length(corners[0], corners[1])).toBeCloseTo(0.85, 2);
    expect(height / length(corners[0], corners[3])).toBeCloseTo(0.85, 2);
    expect(corners[0][0]).toBeLessThanOrEqual(0);
    expect(corners[2][1]).toBeGreaterThanOrEqual(height - 1);
    places.add(Math.round(corners[0][0]));
  }
  expect(places.size).toBeGreaterThan(20);
});

test("a scan is turned by up to the published degrees either way and is no trapezium", () => {
  const turns = captures("scan", middle).map(({ corners: [from, to, , below] }) => {
    expect(length(from, to) / length(from, below)).toBeCloseTo(shape, 6);
    return (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI;
  });
  expect(Math.max(...turns)).toBeLessThanOrEqual(8);
  expect(Math.max(...turns)).toBeGreaterThan(7);
  expect(Math.min(...turns)).toBeLessThan(-7);
});

test("a photo has every corner of the cover in it, moved by up to the published share", () => {
  const shortest = captures("photo", { ...middle, turn: 0, surroundings: 0 }).map(({ width, corners }) => {
    for (const [x, y] of corners) expect(Math.min(x, y)).toBeGreaterThanOrEqual(-1e-9);
    return length(corners[0], corners[1]) / width;
  });
  expect(Math.min(...shortest)).toBeGreaterThanOrEqual(0.8);
  expect(Math.min(...shortest)).toBeLessThan(0.84);
  expect(Math.max(...shortest)).toBeGreaterThan(0.97);
});

test("there is a lid or a table around the cover, of up to the published share on each side", () => {
  const room = captures("scan", flat).flatMap(({ width, corners: [[left], [right]] }) => [
    left / (right - left),
    (width - right) / (right - left),
  ]);
  expect(Math.max(...room)).toBeLessThanOrEqual(0.08 + 0.005);
  expect(Math.max(...room)).toBeGreaterThan(0.07);
  expect(Math.min(...room)).toBeGreaterThanOrEqual(-0.005);
});

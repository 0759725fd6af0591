import { expect, test } from "bun:test";
import { type Homography, project } from "../../../../src/engine/images/homography.ts";
import type { Pair } from "../../../../src/engine/matching/alignment/pairs.ts";
import { findMap } from "../../../../src/engine/matching/alignment/perspective.ts";
import type { Points } from "../../../../src/engine/matching/alignment/points.ts";
import { randomBySeed } from "../../../fixtures/cover.ts";

/** A turn of some 7°, a little smaller, moved, and seen from the side. */
const map: Homography = [0.86, -0.11, 24, 0.11, 0.86, 9, 0.0003, -0.0002, 1];

/** Places on the cover and where the map brings them; the last `wrong` of them go anywhere. */
function places(count: number, wrong: number) {
  const random = randomBySeed(5);
  const cover = Array.from({ length: count }, () => [random() * 240, random() * 350] as const);
  const scan = cover.map((place, at) =>
    at < count - wrong ? project(map, place) : ([random() * 240, random() * 350] as const),
  );
  const pairs: Pair[] = cover.map((_, at) => ({ left: at, right: at, doubt: random() }));
  return { cover: asPoints(cover), scan: asPoints(scan), pairs };
}

function asPoints(all: readonly (readonly [number, number])[]): Points {
  const [x, y] = [Float32Array.from(all, ([x]) => x), Float32Array.from(all, ([, y]) => y)];
  return { count: all.length, x, y, bits: new Uint32Array(4 * all.length) };
}

test("the perspective is found though most pairs are wrong", () => {
  const { cover, scan, pairs } = places(120, 70);
  const found = findMap(scan, cover, pairs, 240);
  expect(found?.pairs.length).toBeGreaterThanOrEqual(50);
  for (const corner of [
    [0, 0],
    [240, 0],
    [240, 350],
    [0, 350],
  ] as const) {
    const [x, y] = project(found?.map ?? map, corner);
    const [wantedX, wantedY] = project(map, corner);
    expect(Math.hypot(x - wantedX, y - wantedY)).toBeLessThan(4);
  }
});

test("pairs that go anywhere have no map that brings more than a few of them together", () => {
  const { cover, scan, pairs } = places(120, 120);
  expect(findMap(scan, cover, pairs, 240)?.pairs.length ?? 0).toBeLessThan(12);
});

test("fewer than four pairs have no map", () => {
  const { cover, scan, pairs } = places(3, 0);
  expect(findMap(scan, cover, pairs, 240)).toBeUndefined();
  expect(findMap(scan, cover, [], 240)).toBeUndefined();
});

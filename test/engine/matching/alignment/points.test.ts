import { expect, test } from "bun:test";
import { pairUp } from "../../../../src/engine/matching/alignment/pairs.ts";
import { luminance, type Plane } from "../../../../src/engine/matching/alignment/plane.ts";
import { findPoints } from "../../../../src/engine/matching/alignment/points.ts";
import { cover } from "../../../fixtures/cover.ts";

async function plane(seed: number): Promise<Plane> {
  const { data, info } = await (await cover({ seed, width: 232, height: 352 }))
    .blur(0.8)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return luminance({ data, width: info.width, height: info.height });
}

/** Every tone turned to `gain * tone + lift`. */
function relit({ data, width, height }: Plane, gain: number, lift: number): Plane {
  return { data: data.map((value) => gain * value + lift), width, height };
}

test("the same points are found and recognised in weaker light", async () => {
  const bright = findPoints(await plane(3));
  const dim = findPoints(relit(await plane(3), 0.6, 20));
  const pairs = pairUp(dim, bright);
  const inPlace = pairs.filter(
    ({ left, right }) =>
      Math.hypot(
        (dim.x[left] as number) - (bright.x[right] as number),
        (dim.y[left] as number) - (bright.y[right] as number),
      ) < 1,
  );
  expect(bright.count).toBeGreaterThan(80);
  expect(inPlace.length).toBeGreaterThan(0.8 * Math.min(dim.count, bright.count));
});

test("points are spread over the picture, and no more than 300", async () => {
  const { count, x, y } = findPoints(await plane(4));
  expect(count).toBeLessThanOrEqual(300);
  const quarters = new Set(
    Array.from({ length: count }, (_, at) => `${(x[at] as number) > 116} ${(y[at] as number) > 176}`),
  );
  expect(quarters.size).toBe(4);
});

test("a pair is each other's nearest, and the least doubtful come first", async () => {
  const [left, right] = [findPoints(await plane(5)), findPoints(await plane(6))];
  const pairs = pairUp(left, right);
  expect(new Set(pairs.map((pair) => pair.right)).size).toBe(pairs.length);
  expect(new Set(pairs.map((pair) => pair.left)).size).toBe(pairs.length);
  expect(pairs.map(({ doubt }) => doubt)).toEqual(pairs.map(({ doubt }) => doubt).sort((a, b) => a - b));
  expect(pairUp(left, { ...right, count: 0 })).toEqual([]);
});

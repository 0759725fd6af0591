import { expect, test } from "bun:test";
import type { Homography } from "../../../../src/engine/images/homography.ts";
import { CellSums, compareCells } from "../../../../src/engine/matching/alignment/cells.ts";
import { drawing, lay } from "../../../../src/engine/matching/alignment/overlay.ts";
import { luminance, type Plane, smooth } from "../../../../src/engine/matching/alignment/plane.ts";
import { cover, randomBySeed } from "../../../fixtures/cover.ts";

const [width, height] = [160, 240];
const unmoved: Homography = [1, 0, 0, 0, 1, 0, 0, 0, 1];

async function plane(seed: number): Promise<Plane> {
  const { data } = await (await cover({ seed, width, height })).raw().toBuffer({ resolveWithObject: true });
  return luminance({ data, width, height });
}

/** The plane with what `change` makes of its pixels. */
function changed({ data }: Plane, change: (value: number, x: number, y: number) => number): Plane {
  const at = (value: number, index: number) => change(value, index % width, Math.floor(index / width));
  return { data: data.map(at), width, height };
}

function shownShare(shown: Uint8Array, where: (x: number, y: number) => boolean): number {
  const there = [...shown.keys()].filter((at) => where(at % width, Math.floor(at / width)));
  return there.filter((at) => shown[at] === 1).length / there.length;
}

test("a spot of glare is not compared, and all else is", async () => {
  const picture = await plane(11);
  const inSpot = (x: number, y: number) => Math.hypot(x - 80, y - 120) < 24;
  const scan = changed(picture, (value, x, y) => (inSpot(x, y) ? 250 : 0.8 * value + 10));
  const { shown } = lay(scan, picture, unmoved);
  expect(shownShare(shown, inSpot)).toBeLessThan(0.35);
  expect(
    shownShare(shown, (x, y) => Math.hypot(x - 80, y - 120) > 45 && x > 4 && x < 155 && y > 4 && y < 235),
  ).toBeGreaterThan(0.97);
});

test("uneven light hides nothing and counts for nothing", async () => {
  const picture = await plane(12);
  const scan = changed(picture, (value, x) => value * (0.5 + x / width));
  const { plane: laid, shown } = lay(scan, picture, unmoved);
  expect(shownShare(shown, (x, y) => x > 4 && x < 155 && y > 4 && y < 235)).toBeGreaterThan(0.95);
  const whole = new Uint8Array(width * height).fill(1);
  const cells = compareCells(
    new CellSums(drawing(picture, whole), shown),
    new CellSums(drawing(laid, shown), shown),
    { side: 16, reach: 1 },
  );
  const drawn = cells.filter((cell) => cell && cell.inCover > 8).map((cell) => cell?.correlation ?? 0);
  expect(drawn.length).toBeGreaterThan(100);
  expect(drawn.reduce((sum, value) => sum + value, 0) / drawn.length).toBeGreaterThan(0.95);
  expect(Math.min(...drawn)).toBeGreaterThan(0.5);
});

test("what lies beyond the scan is not compared", async () => {
  const picture = await plane(13);
  const scan = changed(picture, (_, x, y) => picture.data[y * width + Math.max(0, x - 60)] as number);
  const { shown } = lay(scan, picture, [1, 0, 60, 0, 1, 0, 0, 0, 1]);
  expect(shownShare(shown, (x) => x > width - 60)).toBe(0);
  expect(shownShare(shown, (x, y) => x > 4 && x < width - 66 && y > 4 && y < height - 5)).toBeGreaterThan(
    0.9,
  );
});

test("a cell that moved by as much as the paper bends is found again", () => {
  const random = randomBySeed(14);
  const grain = { data: Float32Array.from({ length: width * height }, () => 255 * random()), width, height };
  const picture = smooth(smooth(grain));
  const moved = changed(
    picture,
    (_, x, y) => picture.data[Math.max(0, y - 2) * width + Math.max(0, x - 3)] as number,
  );
  const whole = new Uint8Array(width * height).fill(1);
  const sums = (one: Plane) => new CellSums(drawing(one, whole), whole);
  const found = (reach: number) =>
    compareCells(sums(picture), sums(moved), { side: 24, reach }).filter(
      (cell) => cell && cell.correlation > 0.85,
    );
  expect(found(1)).toEqual([]);
  expect(found(4).length).toBeGreaterThan(100);
  expect(found(4).every((cell) => cell?.dx === 3 && cell.dy === 2)).toBe(true);
});

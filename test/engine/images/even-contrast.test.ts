import { expect, test } from "bun:test";
import { evenContrast } from "../../../src/engine/images/even-contrast.ts";

/** Grey, by a function of the place. */
function grey(width: number, height: number, tone: (x: number, y: number) => number) {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++)
    data.fill(tone(at % width, Math.floor(at / width)), at * 3, at * 3 + 3);
  return { data, width, height };
}

const spread = (bytes: Uint8Array) => Math.max(...bytes) - Math.min(...bytes);

test("what is dark and flat gets contrast, in a dark corner as in a light one", () => {
  const picture = grey(160, 160, (x, y) => (x < 80 ? 20 : 180) + ((x + y) % 9));
  const even = evenContrast(picture);
  const corner = (from: number) =>
    Uint8Array.from({ length: 30 * 30 }, (_, at) => {
      const [x, y] = [from + (at % 30), 60 + Math.floor(at / 30)];
      return even.data[(y * 160 + x) * 3] ?? 0;
    });
  expect(spread(corner(10))).toBeGreaterThan(20);
  expect(spread(corner(120))).toBeGreaterThan(20);
});

test("colours keep their proportions and the size is the same", () => {
  const picture = { data: Uint8Array.from({ length: 64 * 48 * 3 }, (_, at) => [20, 40, 80][at % 3] ?? 0) };
  const { data, width, height } = evenContrast({ ...picture, width: 64, height: 48 });
  expect([width, height, data.length]).toEqual([64, 48, 64 * 48 * 3]);
  expect((data[1] ?? 0) / (data[0] ?? 1)).toBeCloseTo(2, 0);
  expect((data[2] ?? 0) / (data[1] ?? 1)).toBeCloseTo(2, 0);
});

import { expect, test } from "bun:test";
import { evenBorder, withoutMargins } from "../../../../src/engine/images/cover/even-border.ts";
import { decodePicture } from "../../../../src/engine/images/decode.ts";
import type { Pixels } from "../../../../src/engine/images/picture.ts";
import { loadSharp } from "../../../../src/engine/images/sharp.ts";
import { drawnPixels, noise } from "../../../fixtures/noise.ts";

type Rgb = readonly [number, number, number];

const size = { width: 300, height: 450 };
const none = { top: 0, right: 0, bottom: 0, left: 0 };
const drawn: Pixels = { data: drawnPixels(3, size.width, size.height), ...size };

/** The drawing with a border around it, with a scanner's noise, saved as a JPEG. */
async function bordered(margins: typeof none, colour: Rgb): Promise<Pixels> {
  const width = drawn.width + margins.left + margins.right;
  const height = drawn.height + margins.top + margins.bottom;
  const random = noise(7);
  const data = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [x - margins.left, y - margins.top];
      const inside = u >= 0 && v >= 0 && u < drawn.width && v < drawn.height;
      const grain = (2 * random() - 1) * 6;
      for (let channel = 0; channel < 3; channel++) {
        const own = inside ? drawn.data[(v * drawn.width + u) * 3 + channel] : colour[channel];
        data[(y * width + x) * 3 + channel] = (own ?? 0) + grain;
      }
    }
  }
  const sharp = await loadSharp();
  const raw = { width, height, channels: 3 } as const;
  const { work } = await decodePicture(await sharp(data, { raw }).jpeg({ quality: 70 }).toBuffer());
  return work;
}

function expectMargins(found: typeof none, wanted: typeof none): void {
  for (const side of ["top", "right", "bottom", "left"] as const) {
    expect(Math.abs(found[side] - wanted[side])).toBeLessThanOrEqual(2);
  }
}

test("a black, a white and a coloured border are found to the pixel or two, noisy and compressed", async () => {
  const margins = { top: 20, right: 31, bottom: 14, left: 9 };
  for (const colour of [
    [6, 5, 8],
    [251, 251, 248],
    [120, 150, 190],
  ] as const) {
    expectMargins(evenBorder(await bordered(margins, colour)), margins);
  }
});

test("a border on two sides only is found, as a sheet leaves it on a scanner's glass", async () => {
  const margins = { top: 0, right: 60, bottom: 50, left: 0 };
  expectMargins(evenBorder(await bordered(margins, [250, 250, 250])), margins);
});

test("specks of dust in a border do not end it", async () => {
  const margins = { top: 24, right: 24, bottom: 24, left: 24 };
  const dusty = await bordered(margins, [8, 8, 8]);
  for (let speck = 0; speck < 4; speck++) {
    for (let at = 0; at < 4; at++) {
      const from = ((60 + speck * 90 + at) * dusty.width + 5) * 3;
      dusty.data.fill(255, from, from + 12);
    }
  }
  expectMargins(evenBorder(dusty), margins);
});

test("what is wider than a quarter is no border", async () => {
  expect(evenBorder(await bordered({ ...none, left: 130 }, [255, 255, 255]))).toEqual(none);
});

/** A cover all of one colour, with what is painted on it. */
function plain(colour: Rgb, paint: (x: number, y: number) => Rgb | undefined): Pixels {
  const { width, height } = size;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(paint(x, y) ?? colour, (y * width + x) * 3);
  }
  return { data, ...size };
}

test("a night scene, black at its edges, keeps them", () => {
  const glow = plain([4, 4, 6], (x, y) => {
    const far = Math.hypot((x - 150) / 110, (y - 240) / 170);
    return far < 1 ? [255 * (1 - far), 200 * (1 - far), 90 * (1 - far)] : undefined;
  });
  expect(evenBorder(glow)).toEqual(none);
});

test("a figure on an empty ground is not cut to its outline", () => {
  const figure = plain([250, 230, 20], (x, y) =>
    Math.abs(x - 150) < 30 + 40 * Math.sin(y / 40) && y > 60 && y < 420 ? [20, 20, 90] : undefined,
  );
  expect(evenBorder(figure)).toEqual(none);
});

test("a title on an even band keeps its band", () => {
  const titled = plain([200, 20, 30], (x, y) => {
    if (y > 70) return [(x * 7) % 255, (y * 5) % 255, (x + y) % 255];
    return y > 20 && y < 50 && x > 60 && x < 240 && x % 24 < 14 ? [255, 255, 255] : undefined;
  });
  expect(evenBorder(titled).top).toBe(0);
});

test("a picture of one colour has no border, and neither has one of a few pixels", () => {
  expect(evenBorder(plain([9, 9, 9], () => undefined))).toEqual(none);
  for (const [width, height] of [
    [1, 1],
    [2, 9],
    [7, 3],
  ] as const) {
    expect(evenBorder({ data: new Uint8Array(width * height * 3), width, height })).toEqual(none);
  }
});

test("what is left has the pixels between the margins", () => {
  const kept = withoutMargins(drawn, { top: 10, right: 20, bottom: 30, left: 40 });
  expect([kept.width, kept.height]).toEqual([240, 410]);
  const at = (10 * drawn.width + 40) * 3;
  expect([...kept.data.subarray(0, 720)]).toEqual([...drawn.data.subarray(at, at + 720)]);
});

import { expect, test } from "bun:test";
import { decodePicture } from "../../../../src/engine/images/decode.ts";
import { captureKinds } from "../../../../src/engine/images/distort/capture.ts";
import { distort } from "../../../../src/engine/images/distort/distort.ts";
import { longestSide, type Strength, strengths } from "../../../../src/engine/images/distort/strengths.ts";
import { project, squareToQuad } from "../../../../src/engine/images/homography.ts";
import type { Pixels } from "../../../../src/engine/images/picture.ts";

/** Four fields of one colour each: what lies where is told by its colour alone. */
const fields = [
  [200, 40, 40],
  [40, 180, 60],
  [60, 60, 200],
  [220, 200, 60],
] as const;
const [width, height] = [200, 300];
const cover: Pixels = {
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const place = Math.floor(at / 3);
    const field = (place % width < width / 2 ? 0 : 1) + (place < (width * height) / 2 ? 0 : 2);
    return fields[field]?.[at % 3] ?? 0;
  }),
};

/** Geometry alone. */
const clear: Strength = { ...strengths.middle, glare: 0, moire: 0, light: 0, noise: 0, blur: 0.4, jpeg: 95 };

async function pixelsOf(jpeg: Uint8Array): Promise<Pixels> {
  const { work } = await decodePicture(jpeg);
  return work;
}

function deviation({ data }: Pixels): number {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  return Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
}

test.each([...captureKinds])(
  "taken as %s, the picture shows the cover where its capture says",
  async (kind) => {
    for (let seed = 0; seed < 5; seed++) {
      const { jpeg, capture } = await distort(cover, { strength: clear, seed, kind });
      const picture = await pixelsOf(jpeg);
      const scale = picture.width / capture.width;
      const toPicture = squareToQuad(capture.corners);
      for (const [at, field] of fields.entries()) {
        const [x, y] = project(toPicture, [at % 2 === 0 ? 0.3 : 0.7, at < 2 ? 0.3 : 0.7]);
        const pixel = (Math.floor(y * scale) * picture.width + Math.floor(x * scale)) * 3;
        for (let channel = 0; channel < 3; channel++) {
          expect(Math.abs((picture.data[pixel + channel] ?? 0) - (field[channel] ?? 0))).toBeLessThan(12);
        }
      }
    }
  },
);

test("the same seed gives the same bytes, another seed others, and the kind is drawn where none is asked for", async () => {
  const { jpeg } = await distort(cover, { strength: strengths.middle, seed: "one" });
  expect((await distort(cover, { strength: strengths.middle, seed: "one" })).jpeg).toEqual(jpeg);
  expect((await distort(cover, { strength: strengths.middle, seed: "two" })).jpeg).not.toEqual(jpeg);
  const kinds = new Set<string>();
  for (let seed = 0; seed < 12; seed++) {
    kinds.add((await distort(cover, { strength: strengths.light, seed })).capture.kind);
  }
  expect([...kinds].sort()).toEqual([...captureKinds].sort());
});

test.each([
  ["uneven light", { light: 0.5 }],
  ["reflections", { glare: 0.25 }],
  ["stripes", { moire: 0.2 }],
  ["noise", { noise: 40 }],
  ["blur", { blur: 8 }],
  ["compression", { jpeg: 3 }],
] as const)(
  "with more %s the picture looks different, and shows the cover at the same place",
  async (_name, change) => {
    const options = { seed: 4, kind: "close" } as const;
    const plain = await distort(cover, { ...options, strength: clear });
    const changed = await distort(cover, { ...options, strength: { ...clear, ...change } });
    expect(changed.capture).toEqual(plain.capture);
    const [before, after] = await Promise.all([pixelsOf(plain.jpeg), pixelsOf(changed.jpeg)]);
    const difference = before.data.reduce(
      (sum, value, at) => sum + Math.abs(value - (after.data[at] ?? 0)),
      0,
    );
    expect(difference / before.data.length).toBeGreaterThan(2);
  },
);

test("the table around a photographed cover is no even ground, a scanner's lid nearly is", async () => {
  const blank: Pixels = { width: 2, height: 2, data: new Uint8Array(12).fill(128) };
  const away: Strength = { ...clear, surroundings: 40, border: 40 };
  const [table, lid] = await Promise.all(
    (["photo", "scan"] as const).map(async (kind) =>
      pixelsOf((await distort(blank, { strength: away, seed: 2, kind })).jpeg),
    ),
  );
  if (!table || !lid) throw new Error("no pictures");
  expect(Math.max(table.width, table.height)).toBeLessThanOrEqual(longestSide);
  expect(deviation(table)).toBeGreaterThan(2 * deviation(lid));
});

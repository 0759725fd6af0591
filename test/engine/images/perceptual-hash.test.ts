import { expect, test } from "bun:test";
import fc from "fast-check";
import { decodePicture } from "../../../src/engine/images/decode.ts";
import { hammingDistance, perceptualHash } from "../../../src/engine/images/perceptual-hash.ts";
import type { Picture } from "../../../src/engine/images/picture.ts";
import { cover, randomBySeed } from "../../fixtures/cover.ts";

function picture(width: number, height: number, level: (x: number, y: number) => number): Picture {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    data.fill(level(at % width, Math.floor(at / width)), at * 3, at * 3 + 3);
  }
  return { kind: "png", width, height, work: { data, width, height } };
}

/** Blocks of 8 x 8 random levels over 64 x 64 pixels. */
function noise(seed: number): (x: number, y: number) => number {
  const random = randomBySeed(seed);
  const blocks = Array.from({ length: 64 }, () => Math.floor(random() * 256));
  return (x, y) => blocks[(y >> 3) * 8 + (x >> 3)] as number;
}

test("the hash depends on every row and on every column of the picture", () => {
  const base = noise(1);
  const plain = perceptualHash(picture(64, 64, base));
  for (let band = 0; band < 8; band++) {
    const row = picture(64, 64, (x, y) => (y >> 3 === band ? 255 - base(x, y) : base(x, y)));
    const column = picture(64, 64, (x, y) => (x >> 3 === band ? 255 - base(x, y) : base(x, y)));
    expect(hammingDistance(plain, perceptualHash(row))).toBeGreaterThan(0);
    expect(hammingDistance(plain, perceptualHash(column))).toBeGreaterThan(0);
  }
});

test("the hash is the same bits on every machine and in every version", () => {
  expect(perceptualHash(picture(64, 64, noise(7))).toHex()).toMatchInlineSnapshot(`"0e47336d83260edd"`);
  expect(perceptualHash(picture(97, 41, (x, y) => (x * 5 + y * 3) % 256)).toHex()).toMatchInlineSnapshot(
    `"250e585559555aaf"`,
  );
});

test("a plain picture has the hash zero", () => {
  expect(perceptualHash(picture(50, 70, () => 255)).toHex()).toBe("0000000000000000");
});

test("recompression, scaling and light hardly move the hash; another cover moves it far", async () => {
  const source = await cover({ seed: 11 });
  const hashOf = async (bytes: Uint8Array) => perceptualHash(await decodePicture(bytes));
  const original = await hashOf(await source.clone().png().toBuffer());
  const versions = [
    source.clone().jpeg({ quality: 30 }),
    source.clone().resize(120).jpeg(),
    source.clone().linear(0.6, 0).png(),
    source.clone().linear(0.7, 60).png(),
  ];
  for (const version of versions) {
    expect(hammingDistance(original, await hashOf(await version.toBuffer()))).toBeLessThanOrEqual(4);
  }
  const other = await hashOf(await (await cover({ seed: 12 })).png().toBuffer());
  expect(hammingDistance(original, other)).toBeGreaterThan(16);
});

test("a Hamming distance counts the bits that differ", () => {
  const bytes = fc.uint8Array({ minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(bytes, bytes, (left, right) => {
      const bits = [...left].map((byte, index) => (byte ^ (right[index] as number)).toString(2)).join("");
      expect(hammingDistance(left, right)).toBe(bits.replaceAll("0", "").length);
      expect(hammingDistance(left, left)).toBe(0);
    }),
  );
});

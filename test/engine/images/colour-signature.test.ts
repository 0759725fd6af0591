import { expect, test } from "bun:test";
import {
  colourSignature,
  colourSignatureLength,
  colourSimilarity,
} from "../../../src/engine/images/colour-signature.ts";
import { decodePicture } from "../../../src/engine/images/decode.ts";
import { loadSharp } from "../../../src/engine/images/sharp.ts";
import { cover } from "../../fixtures/cover.ts";

const signatureOf = async (bytes: Uint8Array) => colourSignature(await decodePicture(bytes));

test("a plain colour has its CIELAB value in every cell", async () => {
  const sharp = await loadSharp();
  const red = sharp({ create: { width: 60, height: 90, channels: 3, background: "#f00" } });
  const signature = await signatureOf(await red.png().toBuffer());
  expect(signature.length).toBe(colourSignatureLength);
  // sRGB red is L 53.2, a 80.1, b 67.2.
  expect(new Set(signature)).toEqual(new Set([136, 208, 195]));
});

test("equal pictures are wholly alike, recompressed ones nearly", async () => {
  const source = await cover({ seed: 21 });
  const original = await signatureOf(await source.clone().png().toBuffer());
  const poor = await signatureOf(await source.clone().resize(120).jpeg({ quality: 30 }).toBuffer());
  expect(colourSimilarity(original, original)).toBe(1);
  expect(colourSimilarity(original, poor)).toBeGreaterThan(0.98);
});

test("warm light costs less than another cover, and the order of the two does not matter", async () => {
  const source = await cover({ seed: 22 });
  const warmLight: [number[], number[], number[]] = [
    [1.1, 0.05, 0],
    [0, 1, 0],
    [0, 0, 0.75],
  ];
  const original = await signatureOf(await source.clone().png().toBuffer());
  const warm = await signatureOf(
    await source
      .clone()
      .recomb(warmLight as never)
      .png()
      .toBuffer(),
  );
  const other = await signatureOf(await (await cover({ seed: 23 })).png().toBuffer());
  expect(colourSimilarity(original, warm)).toBeGreaterThan(2 * colourSimilarity(original, other));
  expect(colourSimilarity(original, other)).toBe(colourSimilarity(other, original));
});

test("a cast over the whole picture counts for less than the same difference in half of it", () => {
  const grey = new Uint8Array(colourSignatureLength).fill(128);
  const cast = grey.map((byte, at) => (at % 3 === 2 ? byte + 24 : byte));
  const half = grey.map((byte, at) => (at % 3 === 2 && at < colourSignatureLength / 2 ? byte + 24 : byte));
  expect(colourSimilarity(grey, cast)).toBeGreaterThan(0.7);
  expect(colourSimilarity(grey, half)).toBeLessThan(0.6);
});

import { expect, test } from "bun:test";
import { generateCover } from "../../../src/demo/samples/cover/generate-cover.ts";
import { generateScan } from "../../../src/demo/samples/generate-scan.ts";
import { loadSharp } from "../../../src/engine/images/sharp.ts";

const cover = await generateCover({
  series: "Night Ferry",
  number: "3",
  year: 1991,
  publisher: "Alba",
  seed: 1,
});

/** Mean difference of two pictures, 0 to 255, both brought to one small size. */
async function difference(left: Uint8Array, right: Uint8Array): Promise<number> {
  const sharp = await loadSharp();
  const pixels = (bytes: Uint8Array) => sharp(bytes).resize(50, 75, { fit: "fill" }).raw().toBuffer();
  const [one, other] = await Promise.all([pixels(left), pixels(right)]);
  return one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / one.length;
}

test("a scan of a sample cover is the same for the same seed, and another for another", async () => {
  const scan = await generateScan(cover, { seed: 1, strength: 0.5 });
  expect(await generateScan(cover, { seed: 1, strength: 0.5 })).toEqual(scan);
  expect(await generateScan(cover, { seed: 2, strength: 0.5 })).not.toEqual(scan);
});

test("the stronger a scan is made, the less it is like the cover", async () => {
  const differences: number[] = [];
  for (const strength of [0, 0.5, 1]) {
    differences.push(await difference(cover, await generateScan(cover, { seed: 1, strength })));
  }
  expect(differences).toEqual(differences.toSorted((left, right) => left - right));
  expect(differences[2]).toBeGreaterThan(2 * (differences[0] ?? 0));
});

/**
 * Paints a part of a corpus: `bun paint-corpus.ts FOLDER SPLIT LIGHT MIDDLE HARD PART OF`. The bench runs one of these
 * for each core. Covers go to `catalogue/`, queries to `part-PART/` and there to a folder of their strength, and
 * `facts-PART.json` holds the perceptual hash of each picture as it is, for the baseline, and how each query was taken.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { generateCover } from "../../../src/demo/samples/cover/generate-cover.ts";
import { decodePicture } from "../../../src/engine/images/decode.ts";
import { distort } from "../../../src/engine/images/distort/distort.ts";
import { strengths } from "../../../src/engine/images/distort/strengths.ts";
import { perceptualHash } from "../../../src/engine/images/perceptual-hash.ts";
import { type BenchCover, corpusOf, type Split } from "./corpus.ts";
import { type PaintedFacts, partFolder, partOf } from "./painted-corpus.ts";
import { assetsFolder } from "./real-covers.ts";

const [folder = "", split = "", ...numbers] = process.argv.slice(2);
const [light = 0, middle = 0, hard = 0, part = 0, of = 1] = numbers.map(Number);
const corpus = corpusOf(split as Split, { light, middle, hard }, assetsFolder());

const facts: Record<string, PaintedFacts> = {};
for (const name of Object.keys(strengths)) {
  await mkdir(join(partFolder(folder, part), name), { recursive: true });
}
for (const [at, cover] of corpus.covers.entries()) {
  if (partOf(at, of) !== part) continue;
  const bytes = await bytesOf(cover);
  const picture = await decodePicture(bytes);
  if (cover.catalogued) facts[cover.id] = { hash: perceptualHash(picture).toHex() };
  for (const query of corpus.queries) {
    if (query.cover !== cover) continue;
    const strength = strengths[query.strength];
    const { jpeg, capture } = await distort(picture.work, { strength, seed: `${split} ${query.name}` });
    facts[query.name] = { hash: perceptualHash(await decodePicture(jpeg)).toHex(), kind: capture.kind };
    await Bun.write(join(partFolder(folder, part), query.strength, `${query.name}.jpg`), jpeg);
  }
}
await Bun.write(join(folder, `facts-${part}.json`), JSON.stringify(facts));

async function bytesOf({ id, picture, catalogued }: BenchCover): Promise<Uint8Array> {
  if ("file" in picture) return Bun.file(picture.file).bytes();
  const bytes = await generateCover(picture.painted);
  if (catalogued) await Bun.write(join(folder, "catalogue", `${id}.jpg`), bytes);
  return bytes;
}

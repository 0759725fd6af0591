import { expect, test } from "bun:test";
import { colourSignature } from "../../../../../src/engine/images/colour-signature.ts";
import { perceptualHash } from "../../../../../src/engine/images/perceptual-hash.ts";
import type { Picture } from "../../../../../src/engine/images/picture.ts";
import { makePreview } from "../../../../../src/engine/images/preview.ts";
import {
  compareCovers,
  type NearCover,
} from "../../../../../src/engine/workflows/comics/classify/compare.ts";
import { Sketches } from "../../../../../src/engine/workflows/comics/classify/sketches.ts";
import { issueOf } from "../../../../../src/engine/workflows/comics/issue.ts";
import { openStores } from "../../../../../src/stores/sqlite/open.ts";
import { printed, scanned, sketchOf } from "../../../../fixtures/comics/printed.ts";
import { temporaryFolder } from "../../../../fixtures/temporary-folder.ts";

const scale = {
  suggest: 0.5,
  medium: { cosine: 0.55, margin: 0.08 },
  strong: { cosine: 0.65, margin: 0.15 },
};

/** A store with previews of these covers, and the covers as near ones: the first is the nearest. */
async function catalogued(...pictures: readonly (readonly [number: string, picture: Picture])[]) {
  const stores = openStores(temporaryFolder());
  const near: NearCover[] = [];
  for (const [number, picture] of pictures) {
    const id = near.length + 1;
    stores.previews.put(number, await makePreview(picture));
    const [hash, colour] = [perceptualHash(picture), colourSignature(picture)];
    const file = { name: number, path: number, size: 1, modifiedMs: 1, described: "", content: number };
    near.push({
      cover: { id, ...file, issue: id, hash, colour },
      issue: { id, ...issueOf({ series: "Azul Norte", number }, number, number) },
      cosine: 0.9 - id / 100,
    });
  }
  return { near, sketches: new Sketches(stores.previews), [Symbol.dispose]: () => stores.close() };
}

test("the nearest covers are tried one after the other until one has the comic's drawing", async () => {
  const right = await printed("Azul Norte", "4");
  const [other, another] = [await printed("Azul Norte", "5"), await printed("Azul Norte", "6")];
  using catalogue = await catalogued(["5", other], ["4", right], ["6", another]);
  const comic = await sketchOf(await scanned(right, "a photo"));
  const compared = await compareCovers(comic, catalogue.near, catalogue.sketches, scale);
  expect(compared.map(({ alignment }) => (alignment?.points ?? 0) > 60)).toEqual([false, true, false]);
  expect(compared[0]?.alignment).not.toBeNull();
  expect(compared[2]?.alignment).toBeNull();
  expect(compared.every(({ twin }) => twin === undefined)).toBe(true);
});

test("a reprint of the cover under another issue is found, however far down it is", async () => {
  const right = await printed("Azul Norte", "4");
  const [other, reprint] = [await printed("Azul Norte", "5"), await printed("Azul Norte", "104", "4")];
  using catalogue = await catalogued(["4", right], ["5", other], ["104", reprint]);
  const comic = await sketchOf(await scanned(right, "a photo"));
  const compared = await compareCovers(comic, catalogue.near, catalogue.sketches, scale);
  expect(compared[0]?.twin?.number).toBe("104");
});

test("a cover without a preview is passed over", async () => {
  const right = await printed("Azul Norte", "4");
  using catalogue = await catalogued(["4", right]);
  const [near] = catalogue.near;
  if (!near) throw new Error("no cover");
  const lost = { ...near, cover: { ...near.cover, content: "lost" } };
  const compared = await compareCovers(await sketchOf(right), [lost, near], catalogue.sketches, scale);
  expect(compared[0]?.alignment).toBeNull();
  expect(compared[1]?.alignment?.area).toBeGreaterThan(0.9);
});

test("where the cover has another drawing the person's own scan may have it, and the search goes on", async () => {
  const variant = await printed("Azul Norte", "6");
  using catalogue = await catalogued(["5", await printed("Azul Norte", "5")], ["scan", variant]);
  const [near, scan] = catalogue.near;
  if (!near || !scan) throw new Error("no cover");
  const own = { path: "/mine/5.cbz", content: "scan", cosine: 0.9 };
  const comic = await sketchOf(await scanned(variant, "a photo"));
  const enrolled = { ...near, scan: own };
  const [alone] = await compareCovers(comic, [enrolled], catalogue.sketches, scale);
  expect(alone).toMatchObject({ byScan: true });
  const both = await compareCovers(comic, [enrolled, scan], catalogue.sketches, scale);
  expect(both.map(({ byScan = false, alignment }) => [byScan, (alignment?.points ?? 0) > 60])).toEqual([
    [true, false],
    [false, true],
  ]);
});

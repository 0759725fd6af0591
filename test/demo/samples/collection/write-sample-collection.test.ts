import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type SampleCollection,
  writeSampleCollection,
} from "../../../../src/demo/samples/collection/write-sample-collection.ts";
import { decodePicture } from "../../../../src/engine/images/decode.ts";
import { sniff, sniffLength } from "../../../../src/engine/images/sniff.ts";

let folder = "";
let collection: SampleCollection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lote-samples-"));
  collection = await writeSampleCollection(join(folder, "one"), { seed: 1 });
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

test("the sample catalogue names every cover beside it, two of them of one issue", async () => {
  const [header, ...rows] = (await Bun.file(collection.catalogue).text()).trim().split("\n");
  expect(header).toBe("cover,series,number,year,publisher");
  expect(rows).toHaveLength(24);
  for (const row of rows) {
    const cover = Bun.file(join(collection.catalogue, "..", row.split(",")[0] ?? ""));
    expect((await decodePicture(await cover.bytes())).kind).toBe("jpeg");
  }
  expect(new Set(rows.map((row) => row.split(",").slice(1).join())).size).toBe(23);
});

test("the sample comics are pictures, archives, a PDF, a cut picture and a note, each with what is intended for it", async () => {
  const names = await readdir(collection.comics);
  const comics = names.filter((name) => name !== "notes.txt").map((name) => join(collection.comics, name));
  expect(collection.intended.map(({ path }) => path).sort()).toEqual(comics.sort());
  const kinds = await Promise.all(
    comics.map(async (path) => sniff(await Bun.file(path).slice(0, sniffLength).bytes())),
  );
  const count = (kind: string) => kinds.filter((found) => found === kind).length;
  expect([count("zip"), count("7z"), count("pdf")]).toEqual([4, 1, 1]);
  for (const { path, end } of collection.intended.filter(({ path }) => path.endsWith(".jpg"))) {
    const decoded = decodePicture(await Bun.file(path).bytes());
    if (end === "failed") await expect(decoded).rejects.toThrow();
    else expect((await decoded).kind).toBe("jpeg");
  }
});

test("every sample comic that is to be linked has its cover in the catalogue", async () => {
  const covers = await readdir(join(collection.catalogue, ".."));
  for (const intended of collection.intended) {
    if (intended.end === "linked") expect(covers).toContain(`${intended.cover}.jpg`);
  }
});

test("the sample collection of a seed is the same in every byte", async () => {
  const again = await writeSampleCollection(join(folder, "again"), { seed: 1 });
  for (const [index, { path }] of collection.intended.entries()) {
    const twin = again.intended[index]?.path ?? "";
    expect(Bun.hash(await Bun.file(twin).bytes())).toBe(Bun.hash(await Bun.file(path).bytes()));
  }
});

import { expect, test } from "bun:test";
import type { VectorSpace } from "../../../../../src/engine/embedding/space.ts";
import type { ViewName, ViewVectors } from "../../../../../src/engine/embedding/views.ts";
import { CatalogueMatcher } from "../../../../../src/engine/workflows/comics/classify/catalogue-matcher.ts";
import { openStores, type Stores } from "../../../../../src/stores/sqlite/open.ts";
import { temporaryFolder } from "../../../../fixtures/temporary-folder.ts";

const space: VectorSpace = {
  id: "flat",
  model: "flat",
  dimensions: 2,
  views: ["whole", "inner"],
  halves: ["front", "back"],
  comparison: "flat",
};

/** A vector of two numbers at so many degrees. */
function at(degrees: number): Float32Array {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
}

function views(whole: number, inner: number): ViewVectors {
  return new Map<ViewName, Float32Array>([
    ["whole", at(whole)],
    ["inner", at(inner)],
  ]);
}

function embed({ vectors }: Stores, content: string, found: ViewVectors): void {
  for (const [view, vector] of found) vectors.put(space.id, content, view, vector);
}

/** A catalogue of covers by name, each an issue of its own. */
function catalogueOf(covers: Readonly<Record<string, ViewVectors>>): Stores {
  const stores = openStores(temporaryFolder());
  const bytes = { hash: new Uint8Array(8), colour: new Uint8Array(72) };
  for (const [name, vectors] of Object.entries(covers)) {
    stores.comics.catalogue.put(
      { name, path: `/${name}.jpg`, size: 1, modifiedMs: 1, described: "", content: name, ...bytes },
      { key: name, series: "", number: "", year: null, publisher: "", title: name },
    );
    embed(stores, name, vectors);
  }
  return stores;
}

function link(stores: Stores, path: string, name: string, vectors: ViewVectors): void {
  const cover = stores.comics.catalogue.coverNamed(name);
  if (!cover) throw new Error(`no ${name}`);
  const file = { path, size: 1, modifiedMs: 1, content: path };
  stores.comics.collection.put({ ...file, issue: cover.issue, cover: cover.id, copyOf: null });
  embed(stores, path, vectors);
}

async function nearOf(stores: Stores, content: string, vectors: ViewVectors) {
  const matcher = await CatalogueMatcher.open(stores, { space });
  const [near = []] = await matcher.match([{ content, vectors }]);
  await matcher.close();
  return near.map(({ cover, cosine, scan }) => ({
    cover: cover.name,
    cosine: Number(cosine.toFixed(3)),
    ...(scan ? { scan: scan.path } : {}),
  }));
}

test("a cover is found by whichever of its frames shows what the picture shows", async () => {
  const stores = catalogueOf({ close: views(0, 90), far: views(60, 70), other: views(170, 200) });
  expect(await nearOf(stores, "new", views(91, 140))).toEqual([
    { cover: "close", cosine: 1 },
    { cover: "far", cosine: 0.934 },
    { cover: "other", cosine: 0.866 },
  ]);
  stores.close();
});

test("a person's own scan brings its issue near, under the catalogue's cover", async () => {
  const stores = catalogueOf({ one: views(0, 0), two: views(45, 45) });
  link(stores, "/mine/one.jpg", "one", views(80, 80));
  const asked = views(85, 85);
  expect(await nearOf(stores, "new", asked)).toEqual([
    { cover: "one", cosine: 0.087, scan: "/mine/one.jpg" },
    { cover: "two", cosine: 0.766 },
  ]);
  // The same picture once more shows nothing new.
  expect(await nearOf(stores, "/mine/one.jpg", asked)).toEqual([
    { cover: "two", cosine: 0.766 },
    { cover: "one", cosine: 0.087 },
  ]);
  stores.comics.collection.remove("/mine/one.jpg");
  expect((await nearOf(stores, "new", asked)).some((one) => "scan" in one)).toBe(false);
  stores.close();
});

test("covers beyond the nearest ones are brought near by a scan of theirs all the same", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [`c${String(at).padStart(2, "0")}`, views(90 + at, 90 + at)]),
  );
  const stores = catalogueOf({ ...many, hidden: views(-80, -80) });
  link(stores, "/mine/hidden.jpg", "hidden", views(88, 88));
  const near = await nearOf(stores, "new", views(88, 88));
  expect(near).toHaveLength(24);
  expect(near[0]).toEqual({ cover: "hidden", cosine: -0.978, scan: "/mine/hidden.jpg" });
  stores.close();
});

/** Of a wraparound, whole and by its halves. */
function open(whole: number, front: number, back: number): ViewVectors {
  return new Map<ViewName, Float32Array>([...views(whole, whole), ["front", at(front)], ["back", at(back)]]);
}

test("the front of a comic that lies open is found among covers, and a cover among those that lie open", async () => {
  const stores = catalogueOf({ front: views(60, 60), back: views(120, 120), wrap: open(90, 200, 150) });
  const [first] = await nearOf(stores, "opened", open(85, 60, 120));
  expect(first).toEqual({ cover: "front", cosine: 1 });
  // What is on its back would be the nearest of all.
  expect((await nearOf(stores, "opened", open(30, 5, 120)))[0]?.cover).toBe("front");
  expect((await nearOf(stores, "single", views(199, 199)))[0]).toEqual({ cover: "wrap", cosine: 1 });
  expect((await nearOf(stores, "single", views(150, 150)))[0]?.cover).not.toBe("wrap");
  stores.close();
});

test("of two covers that lie open the backs count as much as the rest of them", async () => {
  const stores = catalogueOf({ same: open(0, 0, 60), other: open(30, 30, 0) });
  expect(await nearOf(stores, "new", open(0, 0, 60))).toEqual([
    { cover: "same", cosine: 1 },
    { cover: "other", cosine: Number(((Math.cos(Math.PI / 6) + 0.5) / 2).toFixed(3)) },
  ]);
  stores.close();
});

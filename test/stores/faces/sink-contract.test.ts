import { afterAll, describe, expect } from "bun:test";
import { VectorVault } from "../../../src/engine/workflows/faces/care/vector-vault.ts";
import type { FaceSink, FaceToKeep, GalleryFace, KeptSpace } from "../../../src/stores/faces.ts";
import { FaceEmbeddings } from "../../../src/stores/mysql/face-embeddings.ts";
import { faceTables } from "../../../src/stores/sqlite/faces/tables.ts";
import { openStores, type Stores } from "../../../src/stores/sqlite/open.ts";
import { hasMysql, noMysql, type TestDatabase, testDatabase } from "../../fixtures/mysql/database.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { skipUnless } from "../../support/skip.ts";

/** A sink, and how what it leaves to the item's transaction is carried out. */
interface Opened {
  readonly sink: FaceSink;
  now: number;
  write<T>(change: () => T): Promise<T>;
}

const space: KeptSpace = { id: "0123456789ab", model: "Facenet512", dimensions: 4 };
const other: KeptSpace = { id: "ba9876543210", model: "small", dimensions: 4 };

function face(person: string, change: Partial<FaceToKeep> = {}): FaceToKeep {
  return {
    person,
    slot: "",
    picture: "FAED(1).jpg",
    content: "c".repeat(64),
    quality: 0.5,
    confidence: 0.99,
    space,
    vector: () => Float32Array.of(0.5, -0.5, 0.5, 0.5),
    unlessAbove: null,
    work: crypto.randomUUID().replaceAll("-", "").padEnd(64, "0"),
    ...change,
  };
}

async function all(sink: FaceSink, of = space): Promise<GalleryFace[]> {
  const found: GalleryFace[] = [];
  for await (const page of sink.gallery(of)) found.push(...page);
  return found;
}

const closers: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
});

async function inWorkspace(): Promise<Opened> {
  const opened = { now: 1000 };
  const stores: Stores = openStores(temporaryFolder(), { now: () => opened.now });
  closers.push(async () => stores.close());
  const { sink } = faceTables(stores).sealedWith(new VectorVault(new Uint8Array(32).fill(7)));
  return Object.assign(opened, { sink, write: <T>(change: () => T) => stores.ledger.write(change) });
}

async function inMysql(
  prepare: (database: TestDatabase) => Promise<unknown> = async () => undefined,
): Promise<Opened> {
  const database = await testDatabase();
  closers.push(async () => database[Symbol.asyncDispose]());
  await prepare(database);
  const opened = { now: 1000 };
  const sink = await FaceEmbeddings.open(database.mysql, "write", {
    table: "face_embeddings",
    now: () => opened.now,
  });
  return Object.assign(opened, { sink, write: async <T>(change: () => T) => change() });
}

const kinds = [
  ["the workspace", inWorkspace, true],
  ["MySQL", inMysql, hasMysql],
] as const;

for (const [name, open, there] of kinds) {
  const test = skipUnless(there, noMysql);
  const keep = async (at: Opened, kept: FaceToKeep) => at.write(await at.sink.keep(kept));

  describe(`faces kept in ${name}`, () => {
    test(`a vector kept in ${name} comes back for its person and space, and for no other space`, async () => {
      const at = await open();
      await keep(at, face("789123"));
      const [found, ...more] = await all(at.sink);
      expect(more).toEqual([]);
      expect(found?.person).toBe("789123");
      expect([...(found?.vector ?? [])]).toEqual([0.5, -0.5, 0.5, 0.5]);
      expect(await all(at.sink, other)).toEqual([]);
    });

    test(`the same change made twice in ${name} is there once, and says the same of itself`, async () => {
      const at = await open();
      await keep(at, face("1", { picture: "old.jpg" }));
      const change = face("1");
      const first = await keep(at, change);
      expect(await keep(at, change)).toEqual(first);
      expect(first.former).toHaveLength(1);
      expect(await all(at.sink)).toHaveLength(1);
      expect(await at.sink.versions("1")).toHaveLength(2);
    });

    test(`a new vector in ${name} makes the former one inactive, and taking it back makes that active again`, async () => {
      const at = await open();
      await keep(at, face("1", { picture: "old.jpg" }));
      const change = face("1", { picture: "new.jpg" });
      const receipt = await keep(at, change);
      expect((await all(at.sink)).map(({ picture }) => picture)).toEqual(["new.jpg"]);
      expect((await at.sink.versions("1")).map(({ active, picture }) => [picture, active])).toEqual([
        ["new.jpg", true],
        ["old.jpg", false],
      ]);
      const back = async () => at.write(await at.sink.takeBack(change, receipt));
      expect(await back()).toBe(true);
      expect((await all(at.sink)).map(({ picture }) => picture)).toEqual(["old.jpg"]);
      // After a crash it is asked for again.
      expect(await back()).toBe(true);
      expect(await at.sink.count("1")).toBe(1);
    });

    test(`what was replaced since in ${name} is not taken back`, async () => {
      const at = await open();
      const change = face("1", { picture: "one.jpg" });
      const receipt = await keep(at, change);
      await keep(at, face("1", { picture: "two.jpg" }));
      expect(await at.write(await at.sink.takeBack(change, receipt))).toBe(false);
      expect((await all(at.sink)).map(({ picture }) => picture)).toEqual(["two.jpg"]);
    });

    test(`pictures of a folder stand beside each other in ${name}, each replacing itself only`, async () => {
      const at = await open();
      await keep(at, face("1", { slot: "a.jpg", picture: "a.jpg" }));
      await keep(at, face("1", { slot: "b.jpg", picture: "b.jpg" }));
      await keep(at, face("1", { slot: "a.jpg", picture: "a.jpg", content: "d".repeat(64) }));
      expect((await all(at.sink)).map(({ picture }) => picture).sort()).toEqual(["a.jpg", "b.jpg"]);
      expect(await at.sink.count("1")).toBe(3);
      const [current] = await at.sink.current(space, "1", "a.jpg");
      expect(current).toMatchObject({ picture: "a.jpg", active: true, quality: 0.5 });
    });

    test(`who is known in ${name} is told by person and picture, for many at once`, async () => {
      const at = await open();
      await keep(at, face("1"));
      await keep(at, face("2", { picture: "Peña año.jpg" }));
      const pictures = [
        { person: "1", picture: "FAED(1).jpg" },
        { person: "1", picture: "changed.jpg" },
        { person: "2", picture: "Peña año.jpg" },
        { person: "3", picture: "FAED(1).jpg" },
      ];
      expect([...(await at.sink.known(space, pictures))]).toEqual([0, 2]);
      expect([...(await at.sink.known(other, pictures))]).toEqual([]);
      expect([...(await at.sink.known(space, []))]).toEqual([]);
    });

    test(`what was replaced in ${name} goes when retention ends, and not before`, async () => {
      const at = await open();
      await keep(at, face("1", { picture: "old.jpg" }));
      at.now = 5000;
      await keep(at, face("1", { picture: "new.jpg" }));
      expect(await at.sink.purge(5000)).toBe(0);
      expect(await at.sink.purge(5001)).toBe(1);
      expect(await at.sink.purge(5001)).toBe(0);
      expect((await at.sink.versions("1")).map(({ picture }) => picture)).toEqual(["new.jpg"]);
    });

    test(`a better vector in ${name} stays in force until one that is good enough comes, or is told to take its place`, async () => {
      const at = await open();
      await keep(at, face("1", { picture: "good.jpg", quality: 0.8 }));
      const worse = face("1", { picture: "worse.jpg", quality: 0.4, unlessAbove: 0.5 });
      expect(await keep(at, worse)).toEqual({ row: 0, former: [] });
      expect(await at.write(await at.sink.takeBack(worse, { row: 0, former: [] }))).toBe(true);
      expect((await all(at.sink)).map(({ picture }) => picture)).toEqual(["good.jpg"]);
      await keep(at, face("1", { picture: "told.jpg", quality: 0.4 }));
      expect((await all(at.sink)).map(({ picture }) => picture)).toEqual(["told.jpg"]);
    });

    test(`forgetting somebody in ${name} leaves none of their vectors and all of the others'`, async () => {
      const at = await open();
      for (const picture of ["a.jpg", "b.jpg"]) await keep(at, face("1", { picture }));
      await keep(at, face("2"));
      expect(await at.sink.forget("1")).toBe(2);
      expect(await at.sink.count("1")).toBe(0);
      expect((await all(at.sink)).map(({ person }) => person)).toEqual(["2"]);
      expect(await at.sink.people("", 10)).toEqual([{ person: "2", active: 1 }]);
    });

    test(`a gallery of ${name} that is longer than a page is read whole, each once`, async () => {
      const at = await open();
      for (let person = 0; person < 620; person++) await keep(at, face(String(person)));
      const found = await all(at.sink);
      expect(found).toHaveLength(620);
      expect(new Set(found.map(({ person }) => person)).size).toBe(620);
      expect((await at.sink.people("", 5)).map(({ person }) => person)).toEqual([
        "0",
        "1",
        "10",
        "100",
        "101",
      ]);
    }, 60_000);
  });
}

import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { undoRun } from "../../../../../src/engine/run/control.ts";
import { runWorker } from "../../../../../src/engine/run/worker.ts";
import { openBabelcomics } from "../../../../../src/engine/workflows/comics/babelcomics/entries.ts";
import { babelcomicsRequest } from "../../../../../src/engine/workflows/comics/commands.ts";
import { workflows } from "../../../../../src/engine/workflows/registry.ts";
import type { RunRow } from "../../../../../src/stores/ledger.ts";
import { openStores, type Stores } from "../../../../../src/stores/sqlite/open.ts";
import { babelcomicsFolder } from "../../../../fixtures/comics/babelcomics.ts";

const policy = { accept: "strong", onAmbiguous: "review", dryRun: false } as const;

async function work(stores: Stores, run: RunRow): Promise<void> {
  const options = { settings: {}, cacheFolder: join(stores.folder, "cache"), once: true, lingerMs: 0 };
  await runWorker({ stores, workflows, run: run.name, stop: new AbortController().signal, ...options });
  stores.ledger.actor = 0;
}

async function importInto(stores: Stores, database: string): Promise<RunRow> {
  const { ledger } = stores;
  const request = babelcomicsRequest({ database, model: null, max: null }, policy);
  const run = await ledger.write(() => ledger.runs.create({ ...request, fingerprint: crypto.randomUUID() }));
  await work(stores, run);
  return run;
}

test("covers with their variants, and links, come over; what is not on the disk is named, and the rest goes on", async () => {
  using folder = await babelcomicsFolder();
  const stores = openStores(join(folder.root, "workspace"));
  const run = await importInto(stores, folder.database);
  const { catalogue, collection } = stores.comics;
  expect(catalogue.size()).toEqual({ covers: 3, issues: 2 });
  const cover = catalogue.coverAt(join(folder.pictures, "one_variant_1.jpg"));
  const issue = cover && catalogue.issue(cover.issue);
  expect(issue).toMatchObject({
    series: "Capitana: Cometa!",
    number: "1",
    year: 1987,
    publisher: "Faro Editorial",
    title: "El faro",
  });
  expect(collection.get(join(folder.root, "comics/mine 1.jpg"))?.issue).toBe(issue?.id ?? -1);
  expect(collection.get(join(folder.root, "comics/not classified.jpg"))).toBeUndefined();
  expect(stores.ledger.items.failures(run.id, 9).map(({ key, failure }) => [key, failure.code])).toEqual([
    [join(folder.pictures, "gone.jpg"), "not-found"],
    ["C:\\Comics\\elsewhere.cbz", "not-found"],
  ]);
  expect(stores.ledger.runs.get(run.id)?.detail).toMatchObject({ linked: 1, vectorsNotRead: 2 });
  stores.close();
});

test("an undo takes all of it out again, but for what was linked anew", async () => {
  using folder = await babelcomicsFolder();
  const stores = openStores(join(folder.root, "workspace"));
  const run = await importInto(stores, folder.database);
  await undoRun(stores.ledger, run);
  await work(stores, run);
  expect(stores.comics.catalogue.size()).toEqual({ covers: 0, issues: 0 });
  expect(stores.comics.collection.linked()).toBe(0);
  stores.close();
});

test("a link of the person's own stands, also when the import is undone", async () => {
  using folder = await babelcomicsFolder();
  const stores = openStores(join(folder.root, "workspace"));
  const path = join(folder.root, "comics/mine 1.jpg");
  await stores.ledger.write(() => {
    const other = { key: "own", series: "Own", number: "5", year: null, publisher: "", title: "" };
    const issue = stores.comics.catalogue.putIssue(other);
    stores.comics.collection.put({
      path,
      size: 1,
      modifiedMs: 1,
      content: "x",
      issue,
      cover: null,
      copyOf: null,
    });
  });
  const run = await importInto(stores, folder.database);
  const own = () => stores.comics.catalogue.issue(stores.comics.collection.get(path)?.issue ?? 0)?.key;
  expect(own()).toBe("own");
  await undoRun(stores.ledger, run);
  await work(stores, run);
  expect(own()).toBe("own");
  stores.close();
});

test("the database is only read, and another one is refused with what it lacks", async () => {
  using folder = await babelcomicsFolder();
  const before = await Bun.file(folder.database).bytes();
  openBabelcomics(folder.database).close();
  expect(Buffer.compare(await Bun.file(folder.database).bytes(), before)).toBe(0);
  const other = join(folder.root, "other.db");
  const db = new Database(other);
  db.exec("CREATE TABLE comicbooks (id_comicbook INTEGER PRIMARY KEY, path TEXT)");
  db.close();
  expect(() => openBabelcomics(other)).toThrow("comicbooks.id_comicbook_info");
  await Bun.write(join(folder.root, "no.db"), "this is no database, whatever it is called".repeat(40));
  expect(() => openBabelcomics(join(folder.root, "no.db"))).toThrow();
});

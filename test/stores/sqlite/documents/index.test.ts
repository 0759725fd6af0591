import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { load } from "sqlite-vec";
import { SqliteDocumentIndex } from "../../../../src/stores/sqlite/documents/index.ts";
import {
  chunksOf,
  indexContract,
  receiptOf,
  sharedIndexContract,
  spaceRow,
  vectorAt,
  write,
} from "../../../fixtures/documents/index-contract.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

let number = 0;
const folder = temporaryFolder();
const newPath = () => join(folder, `${number++}.sqlite`);

indexContract("SQLite", async () => SqliteDocumentIndex.open(newPath()));
sharedIndexContract("SQLite", async () => SqliteDocumentIndex.open(newPath()));

/** Changes the file behind the index's back. */
function tamper(path: string, sql: string): void {
  const db = new Database(path);
  load(db);
  db.exec(sql);
  db.close();
}

test("drift of every kind is found in an SQLite index, and mended or named", async () => {
  const path = newPath();
  const index = SqliteDocumentIndex.open(path);
  const space = await index.space(spaceRow("a0"));
  for (const name of ["a", "b", "c", "d"]) await write(space, `/d/${name}`, [`${name} uno`, `${name} dos`]);
  tamper(path, "DELETE FROM chunk WHERE ordinal = 1 AND generation = 1");
  tamper(path, "UPDATE document SET digest = 'x' WHERE path = '/d/b'");
  tamper(path, "DELETE FROM document WHERE path = '/d/c'");
  tamper(path, "DELETE FROM sketch_1 WHERE rowid = (SELECT max(id) FROM vector)");
  const flaws = await space.flaws();
  expect(flaws).toMatchObject({ incomplete: ["/d/a", "/d/b"], orphans: 2 });
  expect(flaws.unsearchable).toBeGreaterThan(0);
  // What is cheap to see.
  expect(await space.torn(9)).toEqual(["/d/a"]);
  expect(await space.repair(0)).toEqual(["/d/a", "/d/b"]);
  expect(await space.flaws()).toEqual({ incomplete: [], orphans: 0, unused: 0, unsearchable: 0 });
  expect((await space.page("", 10)).map((row) => row.path)).toEqual(["/d/d"]);
  await index.close();
});

test("an SQLite index that is opened again has all that was written, and a search waits for no writer", async () => {
  const path = newPath();
  const first = SqliteDocumentIndex.open(path);
  await write(await first.space(spaceRow("a0")), "/d/a", ["alfa"]);
  const writer = new Database(path);
  writer.exec("BEGIN IMMEDIATE");
  const second = SqliteDocumentIndex.open(path);
  const space = await second.space(spaceRow("a0"));
  const found = await space.find({ text: "alfa", vector: vectorAt(97), limit: 3 });
  expect(found.map(({ text }) => text)).toEqual(["alfa"]);
  writer.exec("ROLLBACK");
  writer.close();
  await first.close();
  await second.close();
});

test("a generation that was broken off is swept from an SQLite index when its document is written again", async () => {
  const path = newPath();
  const index = SqliteDocumentIndex.open(path);
  const space = await index.space(spaceRow("a0"));
  const chunks = chunksOf(["uno", "dos"]);
  await space.putVectors(
    chunks.map(({ hash }) => ({ hash, vector: vectorAt(5) })),
    false,
  );
  await expect(space.put({ ...receiptOf("/d/a", chunks), digest: "no" }, chunks)).rejects.toThrow();
  expect(await space.flaws()).toMatchObject({ orphans: 2 });
  await space.put(receiptOf("/d/a", chunks), chunks);
  expect(await space.flaws()).toMatchObject({ orphans: 0, incomplete: [] });
  await index.close();
});

test("of thousands of vectors the usual search finds those that comparing with each finds", async () => {
  const index = SqliteDocumentIndex.open(newPath());
  const space = await index.space({ ...spaceRow("a0"), dimensions: 128 });
  let state = 42;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const randomVector = () => {
    const vector = Float32Array.from({ length: 128 }, random);
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  };
  const texts = Array.from({ length: 5000 }, (_, number) => `p${number}`);
  const chunks = chunksOf(texts);
  await space.putVectors(
    chunks.map(({ hash }) => ({ hash, vector: randomVector() })),
    false,
  );
  await space.put(receiptOf("/d/a", chunks), chunks);
  let same = 0;
  for (let asked = 0; asked < 20; asked++) {
    const question = { text: "", vector: randomVector(), limit: 10 };
    const exact = new Set((await space.find({ ...question, exact: true })).map(({ text }) => text));
    same += (await space.find(question)).filter(({ text }) => exact.has(text)).length;
  }
  expect(same / 200).toBeGreaterThanOrEqual(0.99);
  await index.close();
});

test("the passages of a small folder are found although thousands elsewhere are more like the question", async () => {
  const index = SqliteDocumentIndex.open(newPath());
  const space = await index.space(spaceRow("a0"));
  const asked = vectorAt(97);
  const rows = Array.from({ length: 9000 }, (_, at) => `a ${at}`);
  for (const texts of [rows.slice(0, 4500), rows.slice(4500)]) {
    const chunks = chunksOf(texts);
    await space.putVectors(
      chunks.map(({ hash }) => ({ hash, vector: asked })),
      false,
    );
    await space.put(receiptOf(`/many/${texts[0]}`, chunks), chunks);
  }
  await write(space, "/few/z", ["zapato"]);

  const found = await space.find({ text: "", vector: asked, limit: 3, within: "/few" });

  expect(found.map(({ path }) => path)).toEqual(["/few/z"]);
  await index.close();
});

import { describe, expect, setDefaultTimeout, test as usual } from "bun:test";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SQL } from "bun";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { ingest, search, verify } from "../../fixtures/documents/ingested.ts";
import { startPglite } from "../../fixtures/documents/pglite.ts";
import { PostgresServer, postgresPrograms } from "../../fixtures/documents/postgres-server.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";
import { skipUnless } from "../../support/skip.ts";

setDefaultTimeout(240_000);

const isThere = postgresPrograms() !== undefined;
const server = isThere ? await PostgresServer.start() : undefined;
const pglite = await startPglite();
let number = 0;

/** Where an index may be; a collection is what the readers of vecs see of it. */
const places = [
  { name: "SQLite", url: undefined, test: usual },
  {
    name: "a PostgreSQL server",
    url: server && (() => `${server.url}?schema=undo${number++}`),
    test: skipUnless(isThere, "no PostgreSQL server on this machine"),
  },
  {
    name: "PostgreSQL with pgvector and a collection of vecs",
    url: () => `${pglite}?schema=undo${++number}&collection=undo${number}`,
    test: usual,
  },
];

describe.each(places)("in $name", ({ url, test }) => {
  /** A workspace whose index is there. */
  const newPlace = () => {
    const index = url?.();
    const environment = index === undefined ? {} : { LOTE_INDEX_URL: index };
    const collection = index === undefined ? null : new URL(index).searchParams.get("collection");
    return { at: { workspace: join(newFolder(), "workspace"), environment }, collection };
  };

  test("undoing an ingest takes out what it added and names back what was renamed; what it replaced stays, and is told of before", async () => {
    const { at, collection } = newPlace();
    const folder = filesIn(newFolder(), {
      "same.txt": "igual",
      "edited.txt": "antes",
      "old-name.txt": "renombrado",
    });
    const path = (name: string) => join(folder, name);
    await ingest([folder], at);
    writeFileSync(path("edited.txt"), "después, y algo más");
    writeFileSync(path("new.txt"), "recién llegado");
    renameSync(path("old-name.txt"), path("new-name.txt"));
    const { document } = await ingest([folder], at);
    expect(document.counts).toMatchObject({ done: 3, skipped: 1 });
    await seenBy(collection, ["después, y algo más", "igual", "recién llegado", "renombrado"]);

    const asked = await lote(["runs", "undo", document.run, "--dry-run"], at);
    expect(asked.stderr).toContain("1 change of the run");
    expect(asked.stderr).toContain("cannot be taken back");
    expect((await search(["llegado"], at))[0]?.path).toBe(path("new.txt"));

    const undone = await loteJson(["runs", "undo", document.run, "--yes"], at);
    expect(undone.code).toBe(3);
    expect(undone.document.refused).toMatchObject([{ item: path("edited.txt"), code: "not-kept" }]);
    const found = await search(["igual", "después", "renombrado", "llegado"], at);
    expect(found.map((one) => one.path).toSorted()).toEqual(
      [path("edited.txt"), path("old-name.txt"), path("same.txt")].toSorted(),
    );
    expect((await verify(at)).report).toMatchObject({
      documents: 3,
      incomplete: [],
      missing: [],
      orphans: 0,
    });
    await seenBy(collection, ["después, y algo más", "igual", "renombrado"]);

    // The files are as they were: the next ingest takes them in again.
    expect((await ingest([folder], at)).document.counts).toMatchObject({ done: 2, failed: 0 });
    expect((await search(["llegado"], at))[0]?.path).toBe(path("new.txt"));
  });

  test("undoing a first ingest leaves nothing but what a later run has written since", async () => {
    const { at, collection } = newPlace();
    const folder = filesIn(newFolder(), { "a.txt": "uno", "b.txt": "dos" });
    const first = await ingest([folder], at);
    writeFileSync(join(folder, "b.txt"), "dos, cambiado");
    await ingest([folder], at);
    const undone = await loteJson(["runs", "undo", first.document.run, "--yes"], at);
    expect(undone.code).toBe(3);
    expect(undone.document.refused).toMatchObject([{ item: join(folder, "b.txt"), code: "target-changed" }]);
    expect((await verify(at)).report).toMatchObject({ documents: 1, missing: [], orphans: 0 });
    await seenBy(collection, ["dos, cambiado"]);
  });

  test("what --prune removed is not brought back by an undo, but what was renamed in the same run is", async () => {
    const { at, collection } = newPlace();
    const names = ["barco.txt", "caldera.txt"];
    // It is still being read when the old paths are looked at.
    const large = Array.from({ length: 9000 }, (_, line) => `Línea ${line} de un texto muy largo.`).join(
      "\n",
    );
    const folder = filesIn(newFolder(), {
      ...Object.fromEntries(names.map((name) => [name, `texto de ${name}`])),
      "large.txt": large,
      "gone.txt": "adiós",
    });
    await ingest([folder], at);
    rmSync(join(folder, "gone.txt"));
    for (const name of ["large.txt", ...names]) renameSync(join(folder, name), join(folder, `moved-${name}`));
    const { document } = await ingest([folder], at, ["--prune"]);
    expect(document.counts).toMatchObject({ failed: 0 });
    expect((await verify(at)).report).toMatchObject({ documents: 3, incomplete: [], missing: [] });

    const undone = await loteJson(["runs", "undo", document.run, "--yes"], at);
    expect(undone.code).toBe(3);
    expect(undone.document.refused).toMatchObject([{ item: join(folder, "gone.txt"), code: "not-kept" }]);
    expect((await verify(at)).report).toMatchObject({
      documents: 3,
      incomplete: [],
      missing: [],
      orphans: 0,
    });
    for (const words of [["barco"], ["caldera"], ["línea", "muy", "largo"]]) {
      const [found] = await search(words, at);
      expect(found?.path).toBe(join(folder, `${words.length === 1 ? words[0] : "large"}.txt`));
    }
    if (collection !== null) {
      const seen = await textsOf(collection);
      expect(seen).toContain("texto de barco.txt");
      expect(seen).not.toContain("adiós");
    }
  });
});

async function seenBy(collection: string | null, texts: readonly string[]): Promise<void> {
  if (collection !== null) expect(await textsOf(collection)).toEqual([...texts].toSorted());
}

/** What the collection holds. */
async function textsOf(collection: string): Promise<string[]> {
  const sql = new SQL({ url: pglite, max: 1, prepare: false });
  const rows = (await sql.unsafe(`SELECT metadata ->> 'text' AS text FROM vecs."${collection}"`)) as {
    text: string;
  }[];
  await sql.close();
  return rows.map(({ text }) => text).toSorted();
}

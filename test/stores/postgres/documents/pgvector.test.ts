import { expect, setDefaultTimeout, test } from "bun:test";
import { SQL } from "bun";
import { PostgresDocumentIndex } from "../../../../src/stores/postgres/documents/index.ts";
import { indexContract, spaceRow, vectorAt, write } from "../../../fixtures/documents/index-contract.ts";
import { startPglite } from "../../../fixtures/documents/pglite.ts";

setDefaultTimeout(120_000);

const url = await startPglite();
let number = 0;
const newUrl = (more = "") => `${url}?schema=t${number++}${more}`;

indexContract("PostgreSQL with pgvector", () => PostgresDocumentIndex.open(newUrl()));

test("with pgvector the nearest of thousands are found by an index that is built after the load", async () => {
  const address = newUrl();
  const index = await PostgresDocumentIndex.open(address);
  const space = await index.space(spaceRow("a0"));
  const rows = Array.from({ length: 5200 }, (_, place) => ({
    hash: `h${place}`,
    vector: vectorAt(place, (place % 97) / 50),
  }));
  await space.putVectors(rows, false);
  await write(space, "/d/a", ["zeta", "alfa"]);
  await space.settle();
  const sql = new SQL({ url, max: 1, prepare: false });
  const schema = new URL(address).searchParams.get("schema") ?? "";
  const indexes =
    await sql`SELECT indexdef FROM pg_indexes WHERE schemaname = ${schema} AND indexname LIKE '%_near'`;
  expect(indexes).toHaveLength(1);
  expect(indexes[0].indexdef).toContain("hnsw");
  await sql.close();
  await index.close();
});

test("a large load builds the index while it goes on, a small one builds none", async () => {
  const sql = new SQL({ url, max: 1, prepare: false });
  const indexesAfter = async (count: number, settle: boolean) => {
    const address = newUrl();
    const from = { settled: 500, loading: 1000 };
    const index = await PostgresDocumentIndex.open(address, Date.now, from);
    const space = await index.space(spaceRow("a0"));
    const rows = Array.from({ length: count }, (_, place) => ({
      hash: `h${place}`,
      vector: vectorAt(place),
    }));
    for (let at = 0; at < count; at += 250) await space.putVectors(rows.slice(at, at + 250), false);
    if (settle) await space.settle();
    await index.close();
    const schema = new URL(address).searchParams.get("schema") ?? "";
    return (await sql`SELECT 1 FROM pg_indexes WHERE schemaname = ${schema} AND indexname LIKE '%_near'`)
      .length;
  };
  expect(await indexesAfter(1250, false)).toBe(1);
  expect(await indexesAfter(750, false)).toBe(0);
  expect(await indexesAfter(750, true)).toBe(1);
  expect(await indexesAfter(250, true)).toBe(0);
  await sql.close();
});

test("a collection of vecs follows the documents, and rows that others wrote in it stay", async () => {
  const address = newUrl("&collection=libros");
  const sql = new SQL({ url, max: 1, prepare: false });
  await sql.unsafe("CREATE SCHEMA IF NOT EXISTS vecs; CREATE EXTENSION IF NOT EXISTS vector");
  await sql.unsafe(
    "CREATE TABLE vecs.\"libros\" (id varchar PRIMARY KEY, vec vector(64) NOT NULL, metadata jsonb NOT NULL DEFAULT '{}')",
  );
  await sql.unsafe(
    `INSERT INTO vecs."libros" VALUES ('ajeno', '[${vectorAt(1).join(",")}]', '{"text": "ajeno"}')`,
  );
  const rows = async () =>
    (await sql`SELECT id, metadata FROM vecs."libros" ORDER BY metadata ->> 'text'`) as {
      id: string;
      metadata: { text: string; _node_content?: string; doc_id?: string };
    }[];
  const index = await PostgresDocumentIndex.open(address);
  const space = await index.space(spaceRow("a0"));
  await write(space, "/d/a.txt", ["uno", "dos"]);
  await write(space, "/d/a.txt", ["dos", "tres"]);
  const found = await rows();
  expect(found.map(({ metadata }) => metadata.text)).toEqual(["ajeno", "dos", "tres"]);
  const node = JSON.parse(found[1]?.metadata._node_content ?? "{}");
  expect(node).toMatchObject({
    id_: found[1]?.id,
    text: "dos",
    class_name: "TextNode",
    metadata: { file_name: "a.txt" },
  });
  expect(found[1]?.metadata.doc_id).toBe("/d/a.txt");
  await space.move("/d/a.txt", { path: "/d/b.txt", size: 1, modifiedMs: 1, run: "r" });
  expect((await rows())[1]?.metadata.doc_id).toBe("/d/b.txt");
  await space.remove("/d/b.txt");
  expect((await rows()).map(({ id }) => id)).toEqual(["ajeno"]);
  await sql.close();
  await index.close();
});

test("a collection follows one model alone: another is refused, and reads what is there without it", async () => {
  const address = newUrl("&collection=unico");
  const index = await PostgresDocumentIndex.open(address);
  const space = await index.space(spaceRow("a0"));
  await write(space, "/d/a.txt", ["uno"]);
  await expect(index.space(spaceRow("b1"))).rejects.toMatchObject({
    code: "index-collection",
    data: { collection: "unico", model: "model-b1", detail: "model-a0" },
  });
  expect(await (await index.space(spaceRow("b1"), "read")).size()).toMatchObject({ documents: 0 });
  await expect(index.space({ ...spaceRow("c2"), dimensions: 32 })).rejects.toMatchObject({
    code: "index-collection",
    data: { detail: "64 ≠ 32" },
  });
  await index.drop("a0");
  expect(await (await index.space(spaceRow("b1"))).size()).toMatchObject({ documents: 0 });
  await index.close();
});

test("a document's rows in a collection are found by an index, however long its path, and not among all rows", async () => {
  const index = await PostgresDocumentIndex.open(newUrl("&collection=largos"));
  const space = await index.space(spaceRow("a0"));
  const long = `/d/${"carpeta/".repeat(500)}a.txt`;
  await write(space, long, ["uno", "dos"]);
  const sql = new SQL({ url, max: 1, prepare: false });
  const count = async () => (await sql`SELECT count(*)::integer AS n FROM vecs."largos"`)[0].n;
  expect(await count()).toBe(2);
  const plan = await sql.begin(async (transaction) => {
    await transaction.unsafe("SET LOCAL enable_seqscan = off");
    return transaction.unsafe(`EXPLAIN DELETE FROM vecs."largos" WHERE metadata ->> 'lote_path' = 'x'`);
  });
  expect(JSON.stringify(plan)).toContain("largos_lote");
  await space.remove(long);
  expect(await count()).toBe(0);
  await sql.close();
  await index.close();
});

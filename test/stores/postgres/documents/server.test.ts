import { expect, setDefaultTimeout } from "bun:test";
import { SQL } from "bun";
import { PostgresDocumentIndex } from "../../../../src/stores/postgres/documents/index.ts";
import { whileConnectionsAreCut } from "../../../fixtures/documents/cut-connections.ts";
import {
  chunksOf,
  indexContract,
  receiptOf,
  sharedIndexContract,
  spaceRow,
  vectorAt,
  write,
} from "../../../fixtures/documents/index-contract.ts";
import { startPooler } from "../../../fixtures/documents/pooler.ts";
import { PostgresServer, postgresPrograms } from "../../../fixtures/documents/postgres-server.ts";
import { skipUnless } from "../../../support/skip.ts";

setDefaultTimeout(120_000);

const isThere = postgresPrograms() !== undefined;
const test = skipUnless(isThere, "no PostgreSQL server on this machine");
const server = isThere ? await PostgresServer.start() : undefined;
let number = 0;
const newUrl = () => `${server?.url}?schema=t${number++}`;
const texts = (word: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${word} ${index}`);

indexContract("PostgreSQL without pgvector", () => PostgresDocumentIndex.open(newUrl()), test);
sharedIndexContract("PostgreSQL without pgvector", () => PostgresDocumentIndex.open(newUrl()), test);

test("connections that are cut in the middle of writing leave every document whole and once", async () => {
  const index = await PostgresDocumentIndex.open(newUrl());
  const space = await index.space(spaceRow("a0"));
  await whileConnectionsAreCut(server?.url ?? "", 6, (place) =>
    write(space, `/d/${place}`, texts(`palabra${place}`, 600)),
  );
  await space.sweep(0);
  expect(await space.size()).toMatchObject({ documents: 6, chunks: 3600 });
  expect(await space.flaws()).toEqual({ incomplete: [], orphans: 0, unused: 0, unsearchable: 0 });
  await index.close();
});

test("a server that crashes and comes back loses nothing that was acknowledged, and the index goes on by itself", async () => {
  const index = await PostgresDocumentIndex.open(newUrl());
  const space = await index.space(spaceRow("a0"));
  await write(space, "/d/antes", texts("antes", 50));
  await server?.down("immediate");
  const writing = write(space, "/d/durante", texts("durante", 50)).then(
    () => "written",
    (error) => error.code,
  );
  await server?.up();
  if ((await writing) !== "written") await write(space, "/d/durante", texts("durante", 50));
  expect(await space.size()).toMatchObject({ documents: 2, chunks: 100 });
  expect(await space.flaws()).toMatchObject({ incomplete: [], orphans: 0 });
  await index.close();
});

test("a document that lost chunks, or a vector, is told of, and loses its receipt in a repair", async () => {
  const address = newUrl();
  const index = await PostgresDocumentIndex.open(address);
  const space = await index.space(spaceRow("a0"));
  const admin = new SQL({ url: server?.url ?? "", max: 1 });
  const schema = new URL(address).searchParams.get("schema") ?? "";
  for (const path of ["/d/a", "/d/b", "/d/c"]) await write(space, path, texts(path, 3));
  expect(await space.torn(9)).toEqual([]);
  await admin.unsafe(`DELETE FROM ${schema}.chunk WHERE text = '/d/a 1'`);
  await admin.unsafe(`DELETE FROM ${schema}.chunk WHERE text LIKE '/d/c %'`);
  expect((await space.torn(9)).toSorted()).toEqual(["/d/a", "/d/c"]);
  expect(await space.torn(1)).toHaveLength(1);
  expect((await space.repair(0)).toSorted()).toEqual(["/d/a", "/d/c"]);
  expect(await space.torn(9)).toEqual([]);
  await admin.close();
  await index.close();
});

test("a table that somebody has locked is waited for, and what was written is whole", async () => {
  const address = newUrl();
  const index = await PostgresDocumentIndex.open(address);
  const space = await index.space(spaceRow("a0"));
  const schema = new URL(address).searchParams.get("schema") ?? "";
  const other = new SQL({ url: server?.url ?? "", max: 1 });
  const free = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const holding = other.begin(async (transaction) => {
    await transaction.unsafe(`LOCK TABLE ${schema}.document IN ACCESS EXCLUSIVE MODE`);
    locked.resolve();
    await free.promise;
  });
  await locked.promise;
  let isWritten = false;
  const writing = write(space, "/d/a", ["uno", "dos"]).then(() => {
    isWritten = true;
  });
  await Bun.sleep(50);
  expect(isWritten).toBe(false);
  free.resolve();
  await holding;
  await writing;
  expect(await space.size()).toMatchObject({ documents: 1, chunks: 2 });
  await other.close();
  await index.close();
});

test("a server that gives up on long statements is written to in smaller ones", async () => {
  const address = newUrl();
  const schema = new URL(address).searchParams.get("schema") ?? "";
  const admin = new SQL({ url: server?.url ?? "", max: 1 });
  const index = await PostgresDocumentIndex.open(address);
  const space = await index.space(spaceRow("a0"));
  const chunks = chunksOf(texts("lento", 64));
  await space.putVectors(
    chunks.map(({ hash }) => ({ hash, vector: vectorAt(1) })),
    false,
  );
  // A server that needs 20 ms a row, and gives a statement 400 ms.
  await admin.unsafe(`CREATE FUNCTION ${schema}.slow() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END'`);
  await admin.unsafe(
    `CREATE TRIGGER slow BEFORE INSERT ON ${schema}.chunk FOR EACH ROW EXECUTE FUNCTION ${schema}.slow()`,
  );
  await admin.unsafe(
    "CREATE ROLE hurried LOGIN SUPERUSER; ALTER ROLE hurried SET statement_timeout = '400ms'",
  );
  const hurried = await PostgresDocumentIndex.open(address.replace("postgres@", "hurried@"));
  const narrow = await hurried.space(spaceRow("a0"));
  await narrow.put(receiptOf("/d/a", chunks), chunks);
  expect(await narrow.flaws()).toMatchObject({ incomplete: [], orphans: 0 });
  expect(await narrow.size()).toMatchObject({ chunks: 64 });
  await hurried.close();
  await index.close();
  await admin.close();
});

test("chunks whose words or space somebody has changed are told as unsearchable, and are found again after a repair", async () => {
  const address = newUrl();
  const schema = new URL(address).searchParams.get("schema") ?? "";
  const index = await PostgresDocumentIndex.open(address);
  const space = await index.space(spaceRow("a0"));
  await write(space, "/d/a", ["zapato rojo", "barco lento", "árbol"]);
  expect(await space.flaws()).toMatchObject({ unsearchable: 0 });
  const admin = new SQL({ url: server?.url ?? "", max: 1 });
  await admin.unsafe(`UPDATE ${schema}.chunk SET words = '' WHERE text = 'zapato rojo'`);
  await admin.unsafe(`UPDATE ${schema}.chunk SET space = 999 WHERE text = 'barco lento'`);
  await admin.close();
  const foundBy = async (text: string) =>
    (await space.find({ text, vector: vectorAt(3), limit: 10 }))
      .filter(({ textRank }) => textRank !== null)
      .map((chunk) => chunk.text);
  expect(await foundBy("zapato")).toEqual([]);
  expect(await space.flaws()).toMatchObject({ incomplete: [], unsearchable: 2 });
  await space.repair(0);
  expect(await space.flaws()).toEqual({ incomplete: [], orphans: 0, unused: 0, unsearchable: 0 });
  expect(await foundBy("zapato")).toEqual(["zapato rojo"]);
  expect(await foundBy("barco")).toEqual(["barco lento"]);
  await index.close();
});

test("behind a pooler that gives every transaction another connection, nothing relies on the one before", async () => {
  const { hostname, port } = new URL(server?.url ?? "");
  const pooler = await startPooler(hostname, Number(port));
  const address = newUrl().replace(`${hostname}:${port}`, `${hostname}:${pooler.port}`);
  const [index, other] = await Promise.all([
    PostgresDocumentIndex.open(address),
    PostgresDocumentIndex.open(address),
  ]);
  const spaces = await Promise.all([index, other].map((one) => one.space(spaceRow("a0"))));
  await Promise.all(
    Array.from({ length: 12 }, (_, place) =>
      write(spaces[place % 2] as (typeof spaces)[number], `/d/${place}`, texts(`palabra${place}`, 40)),
    ),
  );
  const [space] = spaces;
  const found = await space?.find({ text: "palabra7", vector: vectorAt(3), limit: 3 });
  const worded = found?.filter(({ textRank }) => textRank !== null) ?? [];
  expect(new Set(worded.map(({ path }) => path))).toEqual(new Set(["/d/7"]));
  await space?.remove("/d/7");
  expect(await space?.size()).toMatchObject({ documents: 11, chunks: 440 });
  expect(await space?.flaws()).toMatchObject({ incomplete: [], orphans: 0, unsearchable: 0 });
  expect(pooler.moved).toBeGreaterThan(10);
  await Promise.all([index.close(), other.close()]);
  pooler.stop();
});

test("a server that is not there, a wrong name and a database that there is not are told apart", async () => {
  await expect(PostgresDocumentIndex.open("postgres://postgres@127.0.0.1:1/postgres")).rejects.toMatchObject({
    code: "index-unreachable",
  });
  await expect(
    PostgresDocumentIndex.open((server?.url ?? "").replace(/postgres$/, "nowhere")),
  ).rejects.toMatchObject({
    code: "index-refused",
  });
  await expect(PostgresDocumentIndex.open(`${server?.url}?schema=no"; drop`)).rejects.toMatchObject({
    code: "index-url",
  });
});

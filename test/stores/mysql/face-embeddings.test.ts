import { expect } from "bun:test";
import type { FaceToKeep, KeptSpace } from "../../../src/stores/faces.ts";
import { Mysql, type MysqlAddress } from "../../../src/stores/mysql/connection.ts";
import { FaceEmbeddings } from "../../../src/stores/mysql/face-embeddings.ts";
import { hasMysql, noMysql, type TestDatabase, testDatabase } from "../../fixtures/mysql/database.ts";
import { proxyTo } from "../../fixtures/mysql/proxy.ts";
import { skipUnless } from "../../support/skip.ts";

const test = skipUnless(hasMysql, noMysql);

const space: KeptSpace = { id: "0123456789ab", model: "Facenet512", dimensions: 4 };

const face = (person: string, change: Partial<FaceToKeep> = {}): FaceToKeep => ({
  person,
  slot: "",
  picture: "FAED(1).jpg",
  content: "c".repeat(64),
  quality: 0.5,
  confidence: 0.987,
  space,
  vector: () => Float32Array.of(0.5, -0.5, 0.5, 0.5),
  unlessAbove: null,
  work: person.padEnd(64, "0"),
  ...change,
});

/** The table as its readers' own program makes it, with a row of theirs. */
const theirs = `CREATE TABLE face_embeddings (
  id INT AUTO_INCREMENT PRIMARY KEY,
  crew_id VARCHAR(10) NOT NULL,
  embedding LONGTEXT NOT NULL,
  modelo VARCHAR(50) DEFAULT 'Facenet512',
  confidence DECIMAL(3,2) DEFAULT 1.00,
  imagen_path VARCHAR(255),
  active BOOLEAN DEFAULT TRUE,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  notas TEXT)`;

async function opened(mysql: Mysql, access: "read" | "write" = "write", onNoReceipts = () => {}) {
  return FaceEmbeddings.open(mysql, access, { table: "face_embeddings", now: () => 1000, onNoReceipts });
}

/** What a reader of the table asks: one vector in force a person. */
const asReaders = (database: TestDatabase) =>
  database.run(
    "SELECT crew_id, embedding, modelo, confidence FROM face_embeddings WHERE active = TRUE AND modelo = 'Facenet512' ORDER BY crew_id",
  );

test("an existing table is taken as it is, its rows count as known, and its readers read the new ones as their own", async () => {
  await using database = await testDatabase();
  await database.run(theirs);
  await database.run(
    "INSERT INTO face_embeddings (crew_id, embedding, imagen_path) VALUES ('1', '[3, 0, 4, 0]', '/tmp/x_processed.jpg')",
  );
  const before = await database.run("SHOW CREATE TABLE face_embeddings");
  const sink = await opened(database.mysql);
  const known = await sink.known(space, [
    { person: "1", picture: "FAED(1).jpg" },
    { person: "2", picture: "FAED(1).jpg" },
  ]);
  expect([...known]).toEqual([0]);
  await sink.keep(face("2"));
  const after = String((await database.run("SHOW CREATE TABLE face_embeddings"))[0]?.["Create Table"]);
  expect(after.replace(/ AUTO_INCREMENT=\d+/, "")).toBe(
    String(before[0]?.["Create Table"]).replace(/ AUTO_INCREMENT=\d+/, ""),
  );
  const rows = await asReaders(database);
  expect(rows.map((row) => [row.crew_id, JSON.parse(String(row.embedding)), row.confidence])).toEqual([
    ["1", [3, 0, 4, 0], "1.00"],
    ["2", [0.5, -0.5, 0.5, 0.5], "0.99"],
  ]);
  // Vectors that others wrote are compared at unit length.
  const [page] = await Array.fromAsync(sink.gallery(space));
  expect(page?.[0]?.vector).toEqual(Float32Array.of(0.6, 0, 0.8, 0));
});

test("rows that hold no vector of this length are passed over when faces are compared", async () => {
  await using database = await testDatabase();
  await database.run(theirs);
  for (const embedding of ["nonsense", "[1,2]", "[0,0,0,0]", '{"a":1}', "[1,null,2,3]"])
    await database.run("INSERT INTO face_embeddings (crew_id, embedding) VALUES ('9', ?)", [embedding]);
  const sink = await opened(database.mysql);
  const [page = []] = await Array.fromAsync(sink.gallery(space));
  expect(page.map(({ vector }) => [...vector].map((one) => Math.round(one * 100) / 100))).toEqual([
    [0.27, 0, 0.53, 0.8],
  ]);
});

test("vectors of another space that goes by the same name are kept apart by their receipts", async () => {
  await using database = await testDatabase();
  const sink = await opened(database.mysql);
  await sink.keep(face("1"));
  const newer = { ...space, id: "ffffffffffff" };
  expect(await Array.fromAsync(sink.gallery(newer))).toEqual([]);
  expect([...(await sink.known(newer, [{ person: "1", picture: "FAED(1).jpg" }]))]).toEqual([]);
});

test("a connection that breaks before the commit leaves nothing, and one that breaks after it is recognised by the receipt", async () => {
  await using database = await testDatabase();
  await using proxy = await proxyTo(database.address.port, database.address.host);
  const mysql = new Mysql({ ...database.address, host: "127.0.0.1", port: proxy.port });
  const sink = await opened(mysql);
  await sink.keep(face("1", { work: "0".repeat(64), picture: "old.jpg" }));
  for (const when of ["before", "after"] as const) {
    proxy.cutAt("COMMIT", when);
    const change = face("1", { work: when.padEnd(64, "0"), picture: `${when}.jpg` });
    const failure = await sink.keep(change).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "mysql-unreachable" });
    const done = await database.run("SELECT id FROM face_embeddings WHERE imagen_path = ?", [`${when}.jpg`]);
    expect(done).toHaveLength(when === "before" ? 0 : 1);
    const receipt = (await sink.keep(change))();
    expect(receipt.former).toHaveLength(1);
    const active = await database.run("SELECT imagen_path FROM face_embeddings WHERE active = 1");
    expect(active.map((row) => row.imagen_path)).toEqual([`${when}.jpg`]);
  }
  expect(proxy.cuts).toBe(2);
  expect(await database.run("SELECT 1 FROM face_embeddings")).toHaveLength(3);
  await mysql.close();
});

test("a server that falls silent is given up after its time, and asked anew by the next", async () => {
  await using database = await testDatabase();
  await using proxy = await proxyTo(database.address.port, database.address.host);
  const mysql = new Mysql({ ...database.address, host: "127.0.0.1", port: proxy.port }, 2000);
  expect([...(await mysql.query("SELECT 1 AS one"))]).toEqual([{ one: 1 }]);
  proxy.freeze();
  // More than there are connections: none is left that has not fallen silent.
  const asked = Array.from({ length: 16 }, () => mysql.query("SELECT 1").catch((error: unknown) => error));
  const failures = await Promise.all(asked);
  expect(failures[0]).toMatchObject({ code: "mysql-unreachable", data: { detail: "no answer" } });
  for (const failure of failures) expect(failure).toMatchObject({ code: "mysql-unreachable" });
  proxy.thaw();
  expect([...(await mysql.query("SELECT 2 AS two"))]).toEqual([{ two: 2 }]);
  await mysql.close();
});

async function as(
  database: TestDatabase,
  ...rights: readonly string[]
): Promise<{ mysql: Mysql; address: MysqlAddress }> {
  const address = await database.user(...rights);
  return { mysql: new Mysql(address), address };
}

test("a user without the right to write is refused before anything begins, without the password in the message", async () => {
  await using database = await testDatabase();
  await database.run(theirs);
  const { mysql } = await as(database, "SELECT ON face_embeddings");
  const failure = await opened(mysql).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "mysql-refused" });
  expect(JSON.stringify(failure) + String(failure)).not.toContain("canary-secret");
  // Reading is enough to compare faces.
  const reader = await opened(mysql, "read");
  expect(await Array.fromAsync(reader.gallery(space))).toEqual([]);
  await mysql.close();
});

test("where grants forbid a table of receipts, a change is known again by its own row", async () => {
  await using database = await testDatabase();
  await database.run(theirs);
  const { mysql } = await as(database, "SELECT, INSERT, UPDATE, DELETE ON face_embeddings");
  let told = 0;
  const sink = await opened(mysql, "write", () => told++);
  expect(told).toBe(1);
  const first = (await sink.keep(face("1")))();
  expect((await sink.keep(face("1")))()).toEqual({ ...first, former: [] });
  const second = face("1", { picture: "new.jpg", work: "2".repeat(64) });
  const receipt = (await sink.keep(second))();
  expect(receipt.former).toEqual([first.row]);
  expect((await sink.takeBack(second, receipt))()).toBe(true);
  expect((await asReaders(database)).map((row) => row.crew_id)).toEqual(["1"]);
  expect([...(await sink.known(space, [{ person: "1", picture: "FAED(1).jpg" }]))]).toEqual([0]);
  expect(await database.run("SHOW TABLES")).toHaveLength(1);
  await mysql.close();
});

test("the least grants that the documentation lists are enough, and one right less is not", async () => {
  await using database = await testDatabase();
  await database.run(theirs);
  await database.run("CREATE TABLE tripulantes (crew_id INT, imagen VARCHAR(80))");
  const grants = [
    "SELECT ON tripulantes",
    "SELECT, INSERT, UPDATE, DELETE ON face_embeddings",
    "CREATE, SELECT, INSERT, UPDATE, DELETE ON lote_receipt",
  ];
  const { mysql } = await as(database, ...grants);
  const sink = await opened(mysql);
  await sink.keep(face("1"));
  expect(await database.run("SELECT 1 FROM lote_receipt")).toHaveLength(1);
  expect(await sink.purge(0)).toBe(0);
  expect(await sink.forget("1")).toBe(1);
  await mysql.close();
  const less = await as(database, "SELECT, INSERT, UPDATE ON face_embeddings");
  expect(await opened(less.mysql).catch((error: unknown) => error)).toMatchObject({ code: "mysql-refused" });
  await less.mysql.close();
});

test("a table with other columns, a wrong password and a missing database are told apart", async () => {
  await using database = await testDatabase();
  await database.run("CREATE TABLE face_embeddings (id INT, person TEXT)");
  const failed = async (address: MysqlAddress) => {
    const mysql = new Mysql(address);
    const failure = await opened(mysql).catch((error: unknown) => error);
    await mysql.close();
    return failure;
  };
  expect(await failed(database.address)).toMatchObject({ code: "mysql-schema" });
  const user = await database.user("SELECT ON face_embeddings");
  expect(await failed({ ...user, password: "another" })).toMatchObject({ code: "mysql-refused" });
  expect(await failed({ ...database.address, database: "lote_there_is_none" })).toMatchObject({
    code: "mysql-refused",
  });
  expect(await failed({ ...database.address, port: 1 })).toMatchObject({ code: "mysql-unreachable" });
});

test("a person's key that is too long for the column fails by itself, and the value is in no message", async () => {
  await using database = await testDatabase();
  const sink = await opened(database.mysql);
  const failure = await sink.keep(face("an-identity-far-too-long")).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "mysql-value" });
  expect(JSON.stringify(failure)).not.toContain("far-too-long");
  await sink.keep(face("fits"));
  expect(await sink.count("fits")).toBe(1);
});

test("values with quotes and statements in them are values", async () => {
  await using database = await testDatabase();
  const sink = await opened(database.mysql);
  const evil = "'; DROP--";
  await sink.keep(face(evil, { picture: "x'); DELETE FROM face_embeddings; --.jpg", work: "e".repeat(64) }));
  expect(await sink.count(evil)).toBe(1);
  expect(await sink.forget(evil)).toBe(1);
});

test("two programs that replace a person's vector at once leave one in force", async () => {
  await using database = await testDatabase();
  const first = await opened(database.mysql);
  await first.keep(face("1"));
  const other = new Mysql(database.address);
  const second = await opened(other);
  const works = (from: string) => Array.from({ length: 20 }, (_, index) => `${from}${index}`.padEnd(64, "x"));
  const replace = async (sink: FaceEmbeddings, from: string) => {
    for (const work of works(from)) {
      // The server ends a deadlock by having one begin anew, as a run does with what is busy.
      for (let kept = false; !kept; ) {
        kept = await sink.keep(face("1", { work })).then(
          () => true,
          (error) => {
            expect(error).toMatchObject({ code: "mysql-busy" });
            return false;
          },
        );
      }
    }
  };
  await Promise.all([replace(first, "a"), replace(second, "b")]);
  expect(await database.run("SELECT COUNT(*) AS n FROM face_embeddings WHERE active")).toEqual([{ n: 1 }]);
  expect(await database.run("SELECT COUNT(*) AS n FROM face_embeddings")).toEqual([{ n: 41 }]);
  await other.close();
});

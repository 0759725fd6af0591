import { expect } from "bun:test";
import { type CrewRow, crewRows } from "../../../src/stores/mysql/crew-table.ts";
import { hasMysql, noMysql, type TestDatabase, testDatabase } from "../../fixtures/mysql/database.ts";
import { skipUnless } from "../../support/skip.ts";

const test = skipUnless(hasMysql, noMysql);

const usual = { table: "tripulantes", person: "crew_id", picture: "imagen", active: null };

async function read(
  database: TestDatabase,
  names: Partial<typeof usual> | { active: string } = {},
  only: string | null = null,
  rows = 500,
): Promise<CrewRow[]> {
  const found: CrewRow[] = [];
  for await (const page of crewRows(database.mysql, { ...usual, ...names }, only, rows)) found.push(...page);
  return found;
}

test("ten thousand rows are read in pages, each once and in order, however the pages fall", async () => {
  await using database = await testDatabase();
  await database.run("CREATE TABLE tripulantes (crew_id INT, imagen VARCHAR(80), KEY (crew_id))");
  await database.run(
    "INSERT INTO tripulantes SELECT seq, CONCAT('FAED(', seq, ').jpg') FROM seq_1_to_10000 ORDER BY RAND()",
  );
  const statements: string[] = [];
  const mysql = {
    query: <Row>(text: string, parameters?: readonly (string | number | null)[]) => {
      statements.push(text);
      return database.mysql.query<Row>(text, parameters);
    },
  };
  const found: CrewRow[] = [];
  for await (const page of crewRows(mysql, usual)) found.push(...page);
  expect(found).toHaveLength(10_000);
  expect(found.map(({ person }) => Number(person))).toEqual(
    Array.from({ length: 10_000 }, (_, at) => at + 1),
  );
  expect(statements).toHaveLength(21);
  expect(await read(database, {}, null, 997)).toEqual(found);
}, 60_000);

test("rows with the same key, and rows that only a collation makes equal, are all read though a page ends between them", async () => {
  await using database = await testDatabase();
  await database.run(
    "CREATE TABLE tripulantes (crew_id VARCHAR(10), imagen VARCHAR(80)) COLLATE utf8mb4_general_ci",
  );
  const rows = [
    ["7", "a.jpg"],
    ["7", "A.jpg"],
    ["7", "á.jpg"],
    ["7", "b.jpg"],
    ["k1", "x.jpg"],
    ["K1", "x.jpg"],
    ["ñ", "año 1.jpg"],
  ];
  for (const [person = "", picture = ""] of rows)
    await database.run("INSERT INTO tripulantes VALUES (?, ?)", [person, picture]);
  for (const size of [1, 2, 3, 500]) {
    const found = await read(database, {}, null, size);
    expect(found.map(({ person, picture }) => `${person}/${picture}`).sort()).toEqual(
      rows.map((row) => row.join("/")).sort(),
    );
  }
});

test("rows whose very content is twice there come once or twice, but the rows after them are not lost", async () => {
  await using database = await testDatabase();
  await database.run("CREATE TABLE tripulantes (crew_id INT, imagen VARCHAR(80)) CHARACTER SET latin1");
  await database.run(
    "INSERT INTO tripulantes VALUES (1,'ñ.jpg'),(1,'ñ.jpg'),(1,'ñ.jpg'),(1,'o.jpg'),(2,'é.jpg')",
  );
  const found = await read(database, {}, null, 2);
  expect([...new Set(found.map(({ person, picture }) => `${person}/${picture}`))]).toEqual([
    "1/o.jpg",
    "1/ñ.jpg",
    "2/é.jpg",
  ]);
});

test("only the active ones with a picture are read, or the one who is named; table and columns may be called otherwise", async () => {
  await using database = await testDatabase();
  await database.run("CREATE TABLE `la gente` (`número` INT, `foto ñ` VARCHAR(80), activo TINYINT)");
  await database.run(
    "INSERT INTO `la gente` VALUES (1,'a.jpg',1),(2,'b.jpg',0),(3,NULL,1),(4,'',1),(NULL,'x.jpg',1),(5,'e.jpg',1)",
  );
  const names = { table: "la gente", person: "número", picture: "foto ñ", active: "activo = 1 -- yes" };
  expect((await read(database, names)).map(({ person }) => person)).toEqual(["1", "5"]);
  expect((await read(database, names, "5")).map(({ picture }) => picture)).toEqual(["e.jpg"]);
  expect(await read(database, names, "2")).toEqual([]);
});

test("names of tables and columns cannot end the statement", async () => {
  await using database = await testDatabase();
  await database.run("CREATE TABLE tripulantes (crew_id INT, imagen VARCHAR(80))");
  for (const table of ["tripulantes` WHERE 1; DROP TABLE tripulantes; --", "a.b.c", "", "x\0y"]) {
    expect(await read(database, { table }).catch((error: unknown) => error)).toMatchObject({
      code: "mysql-schema",
    });
  }
  expect(await read(database, { picture: "no_such" }).catch((error: unknown) => error)).toMatchObject({
    code: "mysql-schema",
  });
});

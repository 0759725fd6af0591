import { expect, test } from "bun:test";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { catalogueCsv } from "../../../../../src/engine/workflows/comics/sources/catalogue-csv.ts";
import { filesIn, temporaryFolder } from "../../../../fixtures/temporary-folder.ts";

const folder = filesIn(temporaryFolder(), {
  "outside.jpg": "outside",
  "catalogue/1.jpg": "one",
  "catalogue/covers/2.jpg": "two",
  "catalogue/Filemo\u0301n.jpg": "accents apart",
});
const path = join(folder, "catalogue/catalogue.csv");

/** What a CSV gives: a row as its file below the folder and what it says, a problem as code, key and detail. */
async function read(content: string | Uint8Array, at = path): Promise<unknown[]> {
  writeFileSync(at, content);
  const found: unknown[] = [];
  for await (const one of catalogueCsv(at)) {
    if ("file" in one) found.push([one.file.path.replace(`${folder}/`, ""), one.described]);
    else found.push([one.problem.code, one.key.replace(`${folder}/`, ""), one.problem.data]);
  }
  return found;
}

const batman = { series: "Batman", number: "1", year: 1940, publisher: "DC" };

test("rows give the cover's file, beside the CSV, and what they say of it", async () => {
  const rows = await read("cover,series,number,year,publisher\n1.jpg,Batman,1,1940,DC\ncovers/2.jpg,,,,\n");
  expect(rows).toEqual([
    ["catalogue/1.jpg", batman],
    ["catalogue/covers/2.jpg", {}],
  ]);
  const [first] = await Array.fromAsync(catalogueCsv(path));
  const { size, mtimeMs } = statSync(join(folder, "catalogue/1.jpg"));
  expect(first).toMatchObject({ file: { size, modifiedMs: mtimeMs } });
});

test("Spanish headers in any order, with semicolons or tabs, blanks and a byte order mark are understood", async () => {
  const expected = [["catalogue/1.jpg", { ...batman, series: "Súper López", title: "Año", volume: 2 }]];
  for (const mark of [";", "\t", ","]) {
    const header = ["Año ", "EDITORIAL", "Número", " Serie", "Portada", "otra", "Título", "Volumen"].join(
      mark,
    );
    const row = ["1940", "DC", "1", " Súper López ", "1.jpg", "x", "Año", "2"].join(mark);
    expect(await read(`\ufeff${header}\r\n${row}\r\n`)).toEqual(expected);
  }
});

test("a catalogue in Windows-1252 or UTF-16 reads as one in UTF-8", async () => {
  const text = "portada;serie;número;año\n1.jpg;Súper López y el señor Ñu;1;1975\n";
  const expected = [["catalogue/1.jpg", { series: "Súper López y el señor Ñu", number: "1", year: 1975 }]];
  expect(await read(text)).toEqual(expected);
  expect(await read(Buffer.from(text, "latin1"))).toEqual(expected);
  expect(await read(Buffer.from(`\ufeff${text}`, "utf16le"))).toEqual(expected);
});

test("a CSV without the cover column says what it has and what it needs", async () => {
  expect(await read("series,number\nBatman,1\n")).toEqual([
    [
      "csv-columns",
      "catalogue/catalogue.csv",
      { path, missing: "cover", found: "series, number", needed: "cover, series, number, year, publisher" },
    ],
  ]);
});

test("bad rows are told of with their lines, and the rest is read", async () => {
  const rows = [
    "cover,series,number,year",
    "1.jpg,Batman,1,1940",
    ",Batman,2,1940",
    "gone.jpg,Batman,3,1940",
    "https://example.com/1.jpg,Batman,4,1940",
    "1.jpg,Batman,5,long ago",
    'covers/2.jpg,"Batman,6,1940',
    "a\0b.jpg,Batman,7,1940",
    "covers,Batman,8,1940",
    "1.jpg,Batman,9,?",
  ];
  const problem = (code: string, line: number, data: object) => [
    code,
    `catalogue/catalogue.csv:${line}`,
    expect.objectContaining(data),
  ];
  expect(await read(rows.join("\n"))).toEqual([
    ["catalogue/1.jpg", { series: "Batman", number: "1", year: 1940 }],
    problem("csv-broken", 3, { line: 3, detail: 'cover = ""' }),
    problem("not-found", 4, { path: join(folder, "catalogue/gone.jpg") }),
    problem("csv-broken", 5, { detail: 'cover = "https://example.com/1.jpg"' }),
    problem("csv-broken", 6, { detail: 'year = "long ago"' }),
    problem("csv-broken", 7, { line: 7 }),
    problem("csv-broken", 8, { detail: 'cover = "ab.jpg"' }),
    problem("unreadable", 9, {}),
    ["catalogue/1.jpg", { series: "Batman", number: "9" }],
  ]);
});

test("a cover's path may be absolute, lead upwards, or be written as on Windows", async () => {
  const rows = await read(
    `cover\n${join(folder, "outside.jpg")}\n../outside.jpg\ncovers\\2.jpg\nFilem\u00f3n.jpg\n`,
  );
  expect(rows.map((row) => (row as string[])[0])).toEqual([
    "outside.jpg",
    "outside.jpg",
    "catalogue/covers/2.jpg",
    "catalogue/Filemo\u0301n.jpg",
  ]);
});

test("a date gives its year, and hostile characters reach nothing", async () => {
  const rows = await read("cover,series,year\n1.jpg,\u001b[31mBat\u202eman,1975-03-01\n");
  expect(rows).toEqual([["catalogue/1.jpg", { series: "[31mBatman", year: 1975 }]]);
});

test("a CSV that is empty, missing or a folder is one problem", async () => {
  const code = async (at: string) =>
    (await Array.fromAsync(catalogueCsv(at))).map((one) => "problem" in one && one.problem.code);
  expect((await read("")).map((problem) => (problem as string[])[0])).toEqual(["empty-file"]);
  expect((await read("\n\n")).map((problem) => (problem as string[])[0])).toEqual(["empty-file"]);
  expect(await code(join(folder, "nowhere.csv"))).toEqual(["not-found"]);
  mkdirSync(join(folder, "folder.csv"));
  expect(await code(join(folder, "folder.csv"))).toEqual(["unreadable"]);
});

test("a row of a million cells and a line that never ends are bad rows", async () => {
  const rows = await read(`cover,series\n1.jpg${",x".repeat(1e6)}\n1.jpg,Batman\n${"y".repeat(3e6)}`);
  expect(rows.map((row) => (row as string[])[0])).toEqual(["csv-broken", "catalogue/1.jpg", "csv-broken"]);
});

import { expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNameFile } from "../../../../../src/engine/workflows/characters/names/name-file.ts";
import { namesInText } from "../../../../../src/engine/workflows/characters/names/read-names.ts";
import { caught } from "../../../../fixtures/net/caught.ts";

const folder = mkdtempSync(join(tmpdir(), "lote-names-"));
let files = 0;

async function read(content: string | Uint8Array, column: string | null = null): Promise<string[]> {
  const path = join(folder, `${files++}.csv`);
  await Bun.write(path, content);
  return Array.fromAsync(readNameFile(path, column));
}

test("one name a line is read without a heading, blank lines aside", async () => {
  expect(await read("Tom Hanks\r\n\r\n  Meryl Streep  \nPeña\n")).toEqual([
    "Tom Hanks",
    "Meryl Streep",
    "Peña",
  ]);
  expect(await read("Tom Hanks")).toEqual(["Tom Hanks"]);
  expect(await read("")).toEqual([]);
});

test("a heading that is known names the column, and is nobody", async () => {
  expect(await read("id;Nombre;año\n1;Ada;1815\n2;Marie;1867\n")).toEqual(["Ada", "Marie"]);
  expect(await read("CHARACTER,work\nAlice,Wonderland\n")).toEqual(["Alice"]);
  // Nobody named the column, and no heading is known: the first.
  expect(await read("Ada,1815\nMarie,1867\n")).toEqual(["Ada", "Marie"]);
});

test("a column is found by its name, case and accents aside; one that is not there is told with those that are", async () => {
  expect(await read("Título\tQuién\nX\tAda\n", "quien")).toEqual(["Ada"]);
  const error = await caught(read("a,b\n1,2\n", "c"));
  expect(error).toMatchObject({ code: "csv-columns", data: { missing: "c", found: "a, b" } });
});

test("a BOM, UTF-16 and Windows-1252 are found out, and quoted names keep their commas and lines", async () => {
  expect(await read("\ufeffname\nAda\n")).toEqual(["Ada"]);
  expect(await read(Buffer.from("\ufeffnombre\nPeña Núñez\n", "utf16le"))).toEqual(["Peña Núñez"]);
  expect(await read(Buffer.from("nombre;nota\nPeña Núñez;sí\n", "latin1"))).toEqual(["Peña Núñez"]);
  expect(await read('name,x\n"Downey, Robert, Jr.",1\n"Ana\nMaría",2\n')).toEqual([
    "Downey, Robert, Jr.",
    "Ana\nMaría",
  ]);
});

test("a file that is not there and a folder are told by their path", async () => {
  const missing = Array.fromAsync(readNameFile(join(folder, "none.csv"), null));
  expect((await caught(missing)).data.path).toBe(join(folder, "none.csv"));
  expect((await caught(Array.fromAsync(readNameFile(folder, null)))).data.path).toBe(folder);
});

test("what is no text holds no names: a picture, a table of another program, noise", async () => {
  const picture = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0);
  expect(await caught(read(picture))).toMatchObject({ code: "csv-broken", data: { detail: "PNG" } });
  const table = Buffer.from("PK\u0003\u0004 and so on");
  expect(await caught(read(table))).toMatchObject({ code: "csv-broken", data: { detail: "ZIP" } });
  expect(await caught(read(Uint8Array.of(65, 10, 66, 0, 67, 10, 200, 0)))).toMatchObject({
    code: "csv-broken",
  });
});

test("typed names are apart by commas, semicolons or lines", () => {
  expect(namesInText(" Ada , Marie;\r\n; Alice\n\n")).toEqual(["Ada", "Marie", "Alice"]);
});

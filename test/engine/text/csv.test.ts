import { expect, test } from "bun:test";
import fc from "fast-check";
import { type CsvRow, csvRows, delimiterOf } from "../../../src/engine/text/csv.ts";

async function rowsOf(text: string, chunk = text.length || 1, delimiter = ","): Promise<CsvRow[]> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += chunk) yield text.slice(at, at + chunk);
  }
  return Array.fromAsync(csvRows(pieces(), delimiter));
}

/** Rows as `line: cell|cell`; a broken one as `line!`. */
const short = (rows: CsvRow[]) =>
  rows.map((row) => ("cells" in row ? `${row.line}: ${row.cells.join("|")}` : `${row.line}!`));

test("rows are read with quotes, line breaks inside them, mixed line ends and empty lines, however they are cut", async () => {
  const text = 'cover,series\r\na.jpg,"Bat, ""man"""\n\nb.jpg,"two\nlines"\rc.jpg,x"y"\nd.jpg,ñ\n';
  const rows = [
    "1: cover|series",
    '2: a.jpg|Bat, "man"',
    "5: b.jpg|two\nlines",
    '6: c.jpg|x"y"',
    "7: d.jpg|ñ",
  ];
  for (const chunk of [1000, 7, 1]) expect(short(await rowsOf(text, chunk))).toEqual(rows);
});

test("a quote that is never closed costs one row", async () => {
  const text = 'a,1\n\nb,"open\nc,3\nd,4\n';
  for (const chunk of [1000, 5])
    expect(short(await rowsOf(text, chunk))).toEqual(["1: a|1", "3!", "4: c|3", "5: d|4"]);
});

test("a quote that is never closed costs one row also where the next one opens a cell below", async () => {
  const text = 'a,1\n"open,2\n"c ""d""",3\ne,"""f\n"" g",4\nh "open,5\ni,"j",6\n';
  for (const chunk of [1000, 5, 1])
    expect(short(await rowsOf(text, chunk))).toEqual([
      "1: a|1",
      "2!",
      '3: c "d"|3',
      '5: e|"f\n" g|4',
      '6: h "open|5',
      "7: i|j|6",
    ]);
});

test("a row that is too long costs one row, also far before the end", async () => {
  const many = Array.from({ length: 30_000 }, (_, index) => `row ${index},x`);
  const text = ["a,1", 'b,"open', ...many, `c,${"x".repeat(100_000)}`, "d,4"].join("\n");
  const rows = short(await rowsOf(text, 10_000));
  expect(rows.filter((row) => row.endsWith("!"))).toEqual(["2!", "30003!"]);
  expect([rows.length, rows[2], rows.at(-1)]).toEqual([30_004, "3: row 0|x", "30004: d|4"]);
});

test("the delimiter is the one that the header has most of", () => {
  expect(["a,b", "a;b;c,d", "a\tb\tc", "alone"].map(delimiterOf)).toEqual([",", ";", "\t", ","]);
});

test("what is written as CSV is read as it was, and any text gives rows", async () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "ñ", ",", '"', "\n", " ", ";") });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 })),
      fc.integer({ min: 1, max: 9 }),
      async (table, chunk) => {
        const text = table
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(","))
          .join("\n");
        const rows = await rowsOf(text, chunk);
        expect(rows.map((row) => ("cells" in row ? row.cells : row.broken))).toEqual(table);
      },
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", "\0") }), async (text) => {
      expect(Array.isArray(await rowsOf(text, 3))).toBe(true);
    }),
  );
});

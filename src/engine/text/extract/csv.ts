import { type CsvRow, csvRows, delimiterOf } from "../csv.ts";
import { cleanText, TextBuilder } from "../structured-text.ts";
import type { Extractor } from "./extracted.ts";
import { extractPlain, textOf } from "./plain.ts";

/** Rows of more cells are no table that anybody reads. */
const mostCells = 2000;

/**
 * A table: a row is a paragraph that says of each cell what it is. A file that is no table to its end (a quote never
 * closed, a row without an end) is read as the text that it is: nothing of it is left out.
 */
export const extractCsv: Extractor = async (file) => {
  const { text: given, charset } = textOf(file);
  const text = cleanText(given);
  const header = /[^\n]+/.exec(text)?.[0] ?? "";
  const builder = new TextBuilder();
  let names: readonly string[] | undefined;
  for await (const row of csvRows(piecesOf(text), delimiterOf(header.slice(0, 4096)))) {
    if (!isTableRow(row)) return { ...(await extractPlain(file)), notes: ["table-broken"] };
    if (!names) {
      names = row.cells.map((cell) => cell.trim());
      builder.line(names.join(" | "));
      continue;
    }
    const cells = row.cells.map((cell, index) => {
      const words = cell.replace(/\s+/g, " ").trim();
      const name = names?.[index] ?? "";
      return words === "" || name === "" ? words : `${name}: ${words}`;
    });
    builder.line(cells.filter((cell) => cell !== "").join(" | "));
  }
  return { ...builder.finish(), title: "", charset };
};

function isTableRow(row: CsvRow): row is Extract<CsvRow, { cells: readonly string[] }> {
  return "cells" in row && row.cells.length <= mostCells;
}

async function* piecesOf(text: string): AsyncGenerator<string> {
  const length = 2 ** 16;
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

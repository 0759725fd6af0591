import { type Stats, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import type { SourceProblem } from "../../../sources/problem.ts";
import type { SourceFile } from "../../../sources/walk.ts";
import type { CsvRow } from "../../../text/csv.ts";
import { csvFileRows } from "../../../text/csv-file.ts";
import { plainText } from "../../../text/plain.ts";
import type { IssueHints } from "../issue.ts";
import { type CatalogueColumn, type CatalogueColumns, readHeader } from "./catalogue-columns.ts";

/** A row of a catalogue CSV: a cover file, and what the row says about it. */
export interface CatalogueRow {
  readonly file: SourceFile;
  readonly described: IssueHints;
}

/**
 * Streams a catalogue CSV: `cover, series, number, year, publisher`, also `title` and `volume`, in any order and
 * under their Spanish names. Charset, delimiter (comma, semicolon, tab) and line ends are found out. `cover` is a
 * path, relative to the CSV's folder unless absolute; it may lead wherever the person may read, as the CSV is
 * their own, but is never a URL. A row that cannot be used is told of with its line, and the rest goes on.
 *
 * A file that cannot be used at all yields one problem: `not-found`, `unreadable`, `empty-file`, `csv-columns`.
 */
export async function* catalogueCsv(path: string): AsyncGenerator<CatalogueRow | SourceProblem> {
  try {
    let columns: CatalogueColumns | undefined;
    for await (const row of csvFileRows(path)) {
      if (columns !== undefined) yield readRow(row, columns, path);
      else if ("cells" in row) columns = readHeader(row.cells, path);
      else throw new LoteError("csv-broken", { path, line: row.line, detail: plainText(row.broken) });
    }
    if (columns === undefined) throw new LoteError("empty-file");
  } catch (error) {
    yield { key: path, problem: toLoteError(error, { path }) };
  }
}

function readRow(row: CsvRow, columns: CatalogueColumns, path: string): CatalogueRow | SourceProblem {
  const { line } = row;
  const key = `${path}:${line}`;
  const broken = (detail: string) => ({ key, problem: new LoteError("csv-broken", { path, line, detail }) });
  if ("broken" in row) return broken(plainText(row.broken));

  const cell = (column: CatalogueColumn) => row.cells[columns.get(column) ?? -1] ?? "";
  const cover = cell("cover").trim();
  if (cover === "" || cover.includes("\0") || /^[a-z][a-z\d+.-]+:\/\//i.test(cover)) {
    return broken(`cover = "${plainText(cover, 60)}"`);
  }
  const year = wholeNumber(cell("year"), /(?<!\d)(?:1[89]|20)\d\d(?!\d)/);
  const volume = wholeNumber(cell("volume"), /^\d{1,4}$/);
  if (year === null) return broken(`year = "${plainText(cell("year"), 20)}"`);
  if (volume === null) return broken(`volume = "${plainText(cell("volume"), 20)}"`);
  try {
    const words = (["series", "number", "publisher", "title"] as const).map((column) => [
      column,
      plainText(cell(column)),
    ]);
    const said = Object.fromEntries(
      [...words, ["year", year], ["volume", volume]].filter(([, value]) => value),
    );
    return { file: coverFile(dirname(path), cover), described: said };
  } catch (error) {
    return { key, problem: toLoteError(error, { path: plainText(cover) }) };
  }
}

/** The number that a cell holds; `undefined` for an empty one or a usual word for none, `null` for anything else. */
function wholeNumber(cell: string, form: RegExp): number | undefined | null {
  const text = cell.trim();
  if (/^(|[-?0]+|n\/?a|s\/?f)$/i.test(text)) return undefined;
  const digits = form.exec(text)?.[0];
  return digits === undefined ? null : Number(digits);
}

/**
 * The file of a cover as the CSV writes it, also with the separators of Windows and with accents composed otherwise
 * than on this disk, as happens to a collection that was packed on another system.
 *
 * @throws the system's error for the path as it is written
 */
function coverFile(folder: string, cover: string): SourceFile {
  const slashes = cover.replaceAll("\\", "/");
  const spellings = new Set([cover, slashes, slashes.normalize("NFC"), slashes.normalize("NFD")]);
  for (const spelling of spellings) {
    const path = resolve(folder, spelling);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile()) return fileOf(path, stat);
  }
  const path = resolve(folder, cover);
  statSync(path);
  throw new LoteError("unreadable", { path, detail: "EISDIR" });
}

function fileOf(path: string, { size, mtimeMs }: Stats): SourceFile {
  return { path, size, modifiedMs: mtimeMs };
}

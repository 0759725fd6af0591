import { createReadStream, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Readable } from "node:stream";
import { type CsvError, parse } from "csv-parse";
import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import { decodeStream, streamCharset } from "../../../text/charset.ts";
import type { IssueHints } from "../issue.ts";
import type { SourceProblem } from "./problem.ts";
import type { SourceFile } from "./walk.ts";

/** A row of a catalogue CSV: a cover file, and what the row says about it. */
export interface CatalogueRow {
  readonly file: SourceFile;
  readonly described: IssueHints;
}

/** Names a column may have; the first of each is how lote writes it. */
const columns = {
  cover: ["cover", "portada", "image", "imagen", "file", "archivo", "fichero"],
  series: ["series", "serie"],
  number: ["number", "numero", "número", "issue", "num", "no"],
  year: ["year", "año", "ano", "anio"],
  publisher: ["publisher", "editorial", "editor"],
  title: ["title", "titulo", "título"],
} as const;
type Column = keyof typeof columns;

/** A record longer than this is no row but a quote that was never closed, characters. */
const longestRecord = 1_000_000;

/**
 * Streams a catalogue CSV. Its charset and delimiter (comma, semicolon, tab) are found out; `cover` is a path
 * relative to the CSV's folder. A row that cannot be used is told of with its line, and the rest goes on.
 */
export async function* catalogueCsv(path: string): AsyncGenerator<CatalogueRow | SourceProblem> {
  let charset: string;
  let firstLine: string;
  try {
    charset = await streamCharset(bytesOf(path));
    const head = new Uint8Array(
      await Bun.file(path)
        .slice(0, 64 * 1024)
        .arrayBuffer(),
    );
    if (head.length === 0) throw new LoteError("empty-file", { path });
    firstLine = decodeHead(head, charset).split(/\r?\n|\r/, 1)[0] ?? "";
  } catch (error) {
    yield { key: path, problem: toLoteError(error, { path }) };
    return;
  }
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(firstLine),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: longestRecord,
    info: true,
  });
  const text = Readable.from(decodeStream(bytesOf(path), charset));
  text.on("error", (error) => parser.destroy(error));
  text.pipe(parser);
  let header: Map<Column, number> | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      if (!header) {
        header = readHeader(record, path);
        continue;
      }
      yield readRow(record, header, path, info.lines);
    }
  } catch (error) {
    const line = (error as CsvError & { lines?: number }).lines ?? 0;
    const problem =
      error instanceof LoteError
        ? error
        : new LoteError("csv-broken", { path, line, detail: (error as Error).message });
    yield { key: `${path}:${line}`, problem };
  }
}

function bytesOf(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path) as AsyncIterable<Uint8Array>;
}

function decodeHead(head: Uint8Array, charset: string): string {
  return new TextDecoder(charset as Bun.Encoding).decode(head, { stream: true });
}

function delimiterOf(line: string): string {
  const candidates = [",", ";", "\t"];
  const counts = candidates.map((candidate) => line.split(candidate).length);
  return candidates[counts.indexOf(Math.max(...counts))] ?? ",";
}

/** @throws LoteError `csv-columns` */
function readHeader(record: readonly string[], path: string): Map<Column, number> {
  const names = record.map((name) => name.trim().toLowerCase());
  const header = new Map<Column, number>();
  for (const [column, aliases] of Object.entries(columns) as [Column, readonly string[]][]) {
    const at = names.findIndex((name) => aliases.includes(name));
    if (at >= 0) header.set(column, at);
  }
  if (!header.has("cover")) {
    const found = record
      .map((name) => name.slice(0, 40))
      .join(", ")
      .slice(0, 200);
    throw new LoteError("csv-columns", {
      path,
      missing: "cover",
      found,
      needed: "cover, series, number, year, publisher",
    });
  }
  return header;
}

function readRow(
  record: readonly string[],
  header: ReadonlyMap<Column, number>,
  path: string,
  line: number,
): CatalogueRow | SourceProblem {
  const value = (column: Column) => record[header.get(column) ?? -1]?.trim() ?? "";
  const key = `${path}:${line}`;
  const bad = (detail: string) => ({ key, problem: new LoteError("csv-broken", { path, line, detail }) });
  const cover = value("cover");
  if (cover === "") return bad("no cover");
  if (cover.includes("\0") || /^[a-z][a-z0-9+.-]+:\/\//i.test(cover)) return bad("the cover is no file path");
  const year = value("year");
  if (year !== "" && !/^\d{4}$/.test(year)) return bad(`no year: ${year.slice(0, 20)}`);
  const file = resolve(dirname(path), cover);
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return bad(`${cover} is no file`);
    const described: IssueHints = {
      ...(value("series") === "" ? {} : { series: value("series") }),
      ...(value("number") === "" ? {} : { number: value("number") }),
      ...(value("publisher") === "" ? {} : { publisher: value("publisher") }),
      ...(value("title") === "" ? {} : { title: value("title") }),
      ...(year === "" ? {} : { year: Number(year) }),
    };
    return { file: { path: file, size: stat.size, modifiedMs: stat.mtimeMs }, described };
  } catch (error) {
    return { key, problem: toLoteError(error, { path: file }) };
  }
}

import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import { decodeStream, streamCharset } from "../../../text/charset.ts";
import { csvFileRows } from "../../../text/csv-file.ts";

/** One row of a file, by its columns' names; or one that cannot be read. `line` counts from 1. */
export type FileRow =
  | { readonly line: number; readonly values: Readonly<Record<string, string>> }
  | { readonly line: number; readonly problem: LoteError };

/** A line longer than this is no row, characters. */
const longestLine = 64 * 1024;

/**
 * The rows of a CSV or of lines of JSON, streamed, in any charset. What cannot be read is a row with its problem, and
 * reading goes on after it.
 *
 * @throws the system's error where the file cannot be read
 */
export async function* fileRows(path: string): AsyncGenerator<FileRow> {
  yield* (await isJsonLines(path)) ? jsonRows(path) : csvObjects(path);
}

/**
 * The names of the columns: those of a CSV's first readable row, or the keys of the first readable object.
 *
 * @throws LoteError what the system says of a file that cannot be read
 */
export async function headerOf(path: string): Promise<readonly string[]> {
  try {
    if (await isJsonLines(path)) {
      for await (const row of jsonRows(path)) if ("values" in row) return Object.keys(row.values);
    } else {
      for await (const row of csvFileRows(path)) if ("cells" in row) return columnsOf(row.cells);
    }
    return [];
  } catch (error) {
    throw toLoteError(error, { path });
  }
}

async function isJsonLines(path: string): Promise<boolean> {
  if (/\.(?:jsonl|ndjson)$/i.test(path)) return true;
  if (/\.(?:csv|tsv|txt)$/i.test(path)) return false;
  const start = await Bun.file(path).slice(0, 4096).text();
  return start.trimStart().startsWith("{");
}

async function* csvObjects(path: string): AsyncGenerator<FileRow> {
  let header: readonly string[] | undefined;
  for await (const row of csvFileRows(path)) {
    const { line } = row;
    if ("broken" in row) {
      yield { line, problem: new LoteError("csv-broken", { path, line, detail: row.broken }) };
    } else if (header === undefined) {
      header = columnsOf(row.cells);
    } else {
      const named = header.map((column, at) => [column, row.cells[at] ?? ""] as const);
      yield { line, values: Object.fromEntries(named) };
    }
  }
}

function columnsOf(cells: readonly string[]): string[] {
  return cells.map((cell, at) => cell.trim() || `column ${at + 1}`);
}

async function* jsonRows(path: string): AsyncGenerator<FileRow> {
  const bytes = () => Bun.file(path).stream() as AsyncIterable<Uint8Array>;
  const charset = await streamCharset(bytes());
  let line = 0;
  for await (const text of linesOf(decodeStream(bytes(), charset))) {
    line++;
    if (text.trim() === "") continue;
    const broken = (detail: string) => new LoteError("csv-broken", { path, line, detail });
    if (text.length > longestLine) {
      yield { line, problem: broken(`> ${longestLine}`) };
      continue;
    }
    try {
      const object: unknown = JSON.parse(text);
      if (object === null || typeof object !== "object" || Array.isArray(object))
        throw new Error("no JSON object");
      yield { line, values: asTexts(object) };
    } catch (error) {
      yield { line, problem: broken((error as Error).message) };
    }
  }
}

function asTexts(object: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => {
      if (typeof value === "string") return [key, value];
      return [key, value === null || value === undefined ? "" : JSON.stringify(value)];
    }),
  );
}

/** Lines, none of them held longer than needed to know that it is too long. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of pieces) {
    const lines = (
      rest.length > longestLine ? rest.slice(0, longestLine + 1) + endOf(piece) : rest + piece
    ).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** Of what follows an endless line, only where it ends. */
function endOf(piece: string): string {
  const at = piece.search(/[\r\n]/);
  return at < 0 ? "" : piece.slice(at);
}

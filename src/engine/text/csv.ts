import { type CsvError, type Parser, parse } from "csv-parse";

/** One row of a CSV, or the place of one that cannot be parsed. `line` counts from 1; it is the row's last. */
export type CsvRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly broken: string };

/** A row longer than this is no row but a quote that was never closed, bytes. */
const longestRow = 64 * 1024;

/**
 * The rows of a CSV, streamed; empty lines are left out, rows may have any number of cells, line ends may be mixed.
 * A row that cannot be parsed is told of, and reading goes on after its first line: a quote that somebody forgot
 * to close costs one row, not all that follow.
 *
 * @param delimiter see {@link delimiterOf}
 */
export async function* csvRows(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<CsvRow> {
  let parsing = new Parsing(delimiter, 0);
  /** In the middle of a broken line whose end has not come yet. */
  let isSkipping = false;

  async function* parseOn(bytes: Buffer, isLast: boolean): AsyncGenerator<CsvRow> {
    let rest = bytes;
    if (isSkipping) {
      const end = rest.findIndex(isLineEnd);
      if (end < 0) return;
      rest = rest.subarray(end);
      isSkipping = false;
    }
    for (;;) {
      const error = await parsing.parse(rest, isLast);
      yield* parsing.takeRows();
      if (error === undefined) return;
      const { line, after } = parsing.brokenRow();
      yield { line, broken: error.message };
      rest = after;
      isSkipping = after.length === 0;
      parsing = new Parsing(delimiter, line - 1);
    }
  }

  for await (const piece of text) yield* parseOn(Buffer.from(piece), false);
  yield* parseOn(Buffer.alloc(0), true);
}

/** The delimiter of a CSV by its header line: of comma, semicolon and tab, the one that stands there most often. */
export function delimiterOf(header: string): string {
  const timesIn = (delimiter: string) => header.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, next) => (timesIn(next) > timesIn(best) ? next : best));
}

/**
 * May a quote that was never closed have taken the next lines into this cell, up to the next quote? The parser forgives
 * what follows a closing quote, and leaves the opening one in the cell then. Cells whose text itself begins with a quote
 * look the same.
 */
function isSwallowing(cell: string): boolean {
  return cell.startsWith('"') && /[\r\n]/.test(cell);
}

function isLineEnd(byte: number): boolean {
  return byte === 10 || byte === 13;
}

/** One run of the parser, from its start or from behind a broken row, to the next broken row. */
class Parsing {
  readonly #parser: Parser;
  #rows: CsvRow[] = [];
  /** Bytes from the start of this run: all of them, and those of finished rows. */
  #given = 0;
  #finished = 0;
  /** The given bytes that belong to no finished row. */
  #pending = Buffer.alloc(0);
  /** The line where the last finished row ended. */
  #line: number;

  constructor(delimiter: string, linesBefore: number) {
    this.#line = linesBefore;
    this.#parser = parse({
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: longestRow,
      // Taken here and not from the stream, which throws finished rows away when a later one is broken.
      on_record: (cells: string[], { lines, bytes }) => {
        if (cells.some(isSwallowing) && !this.#isWellQuoted(bytes, delimiter))
          throw new Error("Invalid Closing Quote: something follows it in its cell");
        this.#line = linesBefore + lines;
        this.#finished = bytes;
        this.#rows.push({ line: this.#line, cells });
        return null;
      },
    });
    // The error comes back by `parse` as well; unheard, it would end the process.
    this.#parser.on("error", () => {});
    this.#parser.resume();
  }

  async parse(bytes: Buffer, isLast: boolean): Promise<CsvError | undefined> {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    this.#given += bytes.length;
    const error = (await this.#write(bytes)) ?? (isLast ? await this.#end() : undefined);
    this.#pending = this.#pending.subarray(this.#pending.length - (this.#given - this.#finished));
    return error;
  }

  /** Is the row that ends at this byte quoted as CSV has it? */
  #isWellQuoted(end: number, delimiter: string): boolean {
    const start = this.#given - this.#pending.length;
    const row = this.#pending.subarray(this.#finished - start, end - start).toString("latin1");
    const cell = `(?:"(?:[^"]|"")*"|[^"${delimiter}\\r\\n][^${delimiter}\\r\\n]*)?`;
    return new RegExp(`^[\\r\\n]*${cell}(?:${delimiter}${cell})*[\\r\\n]*$`).test(row);
  }

  takeRows(): CsvRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  /** The line where the row that could not be parsed begins, and what follows: from the end of that line on. */
  brokenRow(): { line: number; after: Buffer } {
    const text = this.#pending.toString("latin1");
    const blank = /^(?:\r\n|\r|\n)*/.exec(text)?.[0] ?? "";
    const first = /^[^\r\n]*/.exec(text.slice(blank.length))?.[0] ?? "";
    return {
      line: this.#line + blank.split(/\r\n|\r|\n/).length,
      after: this.#pending.subarray(blank.length + first.length),
    };
  }

  #write(bytes: Buffer): Promise<CsvError | undefined> {
    return new Promise((resolve) => {
      this.#parser.write(bytes, (error) => resolve(error ? (error as CsvError) : undefined));
    });
  }

  #end(): Promise<CsvError | undefined> {
    return new Promise((resolve) => {
      this.#parser.once("error", resolve);
      this.#parser.once("end", () => resolve(undefined));
      this.#parser.end();
    });
  }
}

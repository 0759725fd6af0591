import { nameKey } from "../../../../stores/sqlite/characters/characters.ts";
import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import { sniff, sniffLength } from "../../../images/sniff.ts";
import { csvFileRows } from "../../../text/csv-file.ts";
import { plainText } from "../../../text/plain.ts";

/** What a first line may be called that is a heading and nobody's name. */
const headings = new Set([
  "name",
  "names",
  "nombre",
  "nombres",
  "personaje",
  "personajes",
  "character",
  "person",
]);

/**
 * The names in a file: one a line, or those of a column. Without `column` it is the one that is called `name` or
 * `nombre`, or else the first. Charset and delimiter are found out.
 *
 * @throws LoteError `csv-columns` where the column does not exist; `csv-broken`; the system's error
 */
export async function* readNameFile(path: string, column: string | null): AsyncIterable<string> {
  let at: number | undefined;
  try {
    const kind = sniff(await Bun.file(path).slice(0, sniffLength).bytes());
    if (kind !== "unknown") throw noText(path, 1, kind.toUpperCase());
    for await (const row of csvFileRows(path)) {
      if ("broken" in row)
        throw new LoteError("csv-broken", { path, line: row.line, detail: plainText(row.broken) });
      if (at === undefined) {
        const found = columnIn(row.cells, column, path);
        at = found.at;
        if (found.isHeading) continue;
      }
      const name = row.cells[at]?.trim();
      if (name?.includes("\0")) throw noText(path, row.line, "NUL");
      if (name) yield name;
    }
  } catch (error) {
    throw toLoteError(error, { path });
  }
}

/** Names are not looked for in what is no text: each would be asked for, and perhaps paid for. */
function noText(path: string, line: number, detail: string): LoteError {
  return new LoteError("csv-broken", { path, line, detail });
}

function columnIn(cells: readonly string[], column: string | null, path: string) {
  const keys = cells.map(nameKey);
  if (column !== null) {
    const at = keys.indexOf(nameKey(column));
    if (at >= 0) return { at, isHeading: true };
    throw new LoteError("csv-columns", {
      path,
      missing: plainText(column, 60),
      needed: plainText(column, 60),
      found: cells.map((cell) => plainText(cell, 40)).join(", "),
    });
  }
  const at = keys.findIndex((key) => headings.has(key));
  return at >= 0 ? { at, isHeading: true } : { at: 0, isHeading: false };
}

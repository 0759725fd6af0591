import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import type { SourceProblem } from "../../../sources/problem.ts";
import { csvFileRows } from "../../../text/csv-file.ts";
import type { CrewPages, CrewPicture } from "./crew-picture.ts";
import { outside } from "./folder-source.ts";
import { assertNoWorkspace } from "./own-folder.ts";
import { namePart, pictureUrl } from "./picture-url.ts";

/** Rows yielded at once. */
const page = 500;

export interface CsvColumns {
  /** The column with the person's key. */
  readonly person: string;
  /** The column with the picture's name. */
  readonly picture: string;
}

/**
 * The people of a CSV: a key and a picture a row, as in the table. The picture is fetched from `base`; without one it
 * is a file beside the CSV, in a folder of the person's or not.
 *
 * @throws LoteError `csv-columns`, `own-folder`, and where the file cannot be read
 */
export async function* csvPages(
  path: string,
  columns: CsvColumns,
  base: string | null,
  only: string | null,
): CrewPages {
  if (!existsSync(path)) throw new LoteError("not-found", { path });
  const root = realpathSync(dirname(path));
  let places: { person: number; picture: number } | undefined;
  let found: (CrewPicture | SourceProblem)[] = [];
  try {
    for await (const row of csvFileRows(path)) {
      if ("broken" in row) {
        const problem = new LoteError("csv-broken", { path, line: row.line, detail: row.broken });
        found.push({ key: `${path}:${row.line}`, problem });
      } else if (!places) {
        places = placesIn(row.cells, columns, path);
        continue;
      } else {
        const person = (row.cells[places.person] ?? "").trim();
        const picture = (row.cells[places.picture] ?? "").trim();
        // As in the table: who has no picture is not meant.
        if (picture === "" || (only !== null && person !== only)) continue;
        found.push(pictureOf(person, picture, base, root, `${path}:${row.line}`));
      }
      if (found.length < page) continue;
      yield found;
      found = [];
    }
  } catch (error) {
    throw toLoteError(error, { path });
  }
  if (found.length > 0) yield found;
}

function pictureOf(
  person: string,
  picture: string,
  base: string | null,
  root: string,
  line: string,
): CrewPicture | SourceProblem {
  try {
    namePart(person);
    const key = `${person}/${picture}`;
    if (base !== null) {
      return { key, person, slot: "", picture, at: { url: pictureUrl(base, person, picture) } };
    }
    const names = picture.split("/").map(namePart);
    const own = join(root, person, ...names);
    const path = existsSync(own) ? own : join(root, ...names);
    const problem = outside(root, path);
    if (problem) return { key, problem };
    assertNoWorkspace(path);
    return { key, person, slot: "", picture, at: { path } };
  } catch (error) {
    return { key: line, problem: toLoteError(error, { path: line }) };
  }
}

function placesIn(header: readonly string[], { person, picture }: CsvColumns, path: string) {
  const names = header.map((name) => name.trim().toLowerCase());
  const place = (wanted: string) => names.indexOf(wanted.toLowerCase());
  const places = { person: place(person), picture: place(picture) };
  const missing = places.person < 0 ? person : places.picture < 0 ? picture : undefined;
  if (missing === undefined) return places;
  throw new LoteError("csv-columns", {
    path,
    missing,
    found: header.map((name) => name.trim()).join(", "),
    needed: `${person}, ${picture}`,
  });
}

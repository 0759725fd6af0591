import { statSync } from "node:fs";
import { BabelcomicsDatabase, type BabelcomicsIssue } from "../../../../stores/sqlite/foreign/babelcomics.ts";
import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import { keyOfPath } from "../../../sources/file-key.ts";
import type { SourceProblem } from "../../../sources/problem.ts";
import type { SourceFile } from "../../../sources/walk.ts";
import { plainText } from "../../../text/plain.ts";
import type { IssueHints } from "../issue.ts";
import { CoverFiles, comicPath, thumbnailsOf } from "./places.ts";

/** Something to take over: a known cover, or a comic that is linked to an issue. */
export interface BabelcomicsEntry {
  readonly kind: "cover" | "comic";
  readonly file: SourceFile;
  readonly described: IssueHints;
}

/**
 * Opens a Babelcomics database.
 *
 * @throws LoteError `babelcomics-schema` naming what it lacks; the store's own errors
 */
export function openBabelcomics(path: string): BabelcomicsDatabase {
  let database: BabelcomicsDatabase | undefined;
  try {
    database = BabelcomicsDatabase.open(path);
    const missing = database.missing();
    if (missing.length === 0) return database;
    throw new LoteError("babelcomics-schema", { path, detail: missing.slice(0, 8).join(", ") });
  } catch (error) {
    database?.close();
    throw toLoteError(error, { path });
  }
}

/** All that a database holds for lote, covers first; what is not on the disk any more is a problem of its own. */
export function* babelcomicsEntries(path: string): Generator<BabelcomicsEntry | SourceProblem> {
  const database = openBabelcomics(path);
  try {
    const thumbnails = thumbnailsOf(path, database.thumbnails);
    const files = thumbnails === null ? null : new CoverFiles(thumbnails);
    const seen = new Set<string>();
    for (const { id, url, issue } of database.covers()) {
      if (!files) {
        yield { key: `${path}#cover-${id}`, problem: new LoteError("not-found", { path: "thumbnails" }) };
        continue;
      }
      const { cover, variants } = files.of(url, issue);
      for (const file of [cover, ...variants]) {
        if (seen.has(file)) continue;
        seen.add(file);
        yield entryOf("cover", file, issue);
      }
    }
    for (const { path: comic, issue } of database.comics())
      yield entryOf("comic", comicPath(path, comic), issue);
  } finally {
    database.close();
  }
}

function entryOf(
  kind: BabelcomicsEntry["kind"],
  path: string,
  issue: BabelcomicsIssue,
): BabelcomicsEntry | SourceProblem {
  try {
    const stat = statSync(path);
    const file = { path: keyOfPath(path), size: stat.size, modifiedMs: stat.mtimeMs };
    return { kind, file, described: hintsOf(issue) };
  } catch (error) {
    return { key: path, problem: toLoteError(error, { path }) };
  }
}

/** The year is that of the cover where it is known: it tells two series of one name apart. */
function hintsOf({ title, number, date, series, started, publisher }: BabelcomicsIssue): IssueHints {
  const year = Number(/(?<!\d)(?:1[89]|20)\d\d(?!\d)/.exec(date ?? "")?.[0] ?? started ?? Number.NaN);
  const words = { title, number, series, publisher };
  const filled = Object.entries(words).flatMap(([name, text]) => {
    const plain = plainText(text ?? "");
    return plain === "" ? [] : [[name, plain]];
  });
  return { ...Object.fromEntries(filled), ...(Number.isInteger(year) ? { year } : {}) };
}

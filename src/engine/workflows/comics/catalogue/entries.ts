import { statSync } from "node:fs";
import { extname } from "node:path";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { toLoteError } from "../../../errors/lote-error.ts";
import { pathOfKey } from "../../../sources/file-key.ts";
import type { SourceProblem } from "../../../sources/problem.ts";
import { type SourceFile, walk } from "../../../sources/walk.ts";
import type { CatalogueParameters } from "../commands.ts";
import type { IssueHints } from "../issue.ts";
import { catalogueCsv } from "../sources/catalogue-csv.ts";

/** A cover to know: its file, and what a CSV says of it. */
export interface CatalogueCover {
  readonly file: SourceFile;
  readonly described: IssueHints | null;
  /** The fingerprint under which the catalogue knows what was said, when it is not said again. */
  readonly describedAs?: string;
}
export type CatalogueEntry = CatalogueCover | SourceProblem;

const page = 500;

/** Everything that the parameters name: CSV rows, folders, files; with no paths, the covers known already. */
export async function* catalogueEntries(
  stores: Stores,
  parameters: CatalogueParameters,
): AsyncGenerator<CatalogueEntry> {
  if (parameters.paths.length === 0) yield* knownCovers(stores);
  for (const path of parameters.paths) {
    if (extname(path).toLowerCase() === ".csv") yield* catalogueCsv(path);
    else for await (const found of walk([path])) yield "problem" in found ? found : ofFile(stores, found);
  }
}

/** A folder has no words but its files' names: what a CSV said of a cover stands. */
function ofFile({ comics }: Stores, file: SourceFile): CatalogueCover {
  const known = comics.catalogue.coverAt(file.path);
  const issue = known && comics.catalogue.issue(known.issue);
  if (!issue || known.described === "") return { file, described: null };
  return { file, described: toHints(issue), describedAs: known.described };
}

/** What a CSV once said of a known cover stands; of one from a folder, its file speaks anew. */
async function* knownCovers({ comics }: Stores): AsyncGenerator<CatalogueEntry> {
  for (let after = 0; ; ) {
    const covers = comics.catalogue.covers(after, page);
    for (const { path, issue: number, described } of covers) {
      const issue = comics.catalogue.issue(number);
      try {
        const stat = statSync(pathOfKey(path));
        const file = { path, size: stat.size, modifiedMs: stat.mtimeMs };
        yield { file, described: issue && described !== "" ? toHints(issue) : null, describedAs: described };
      } catch (error) {
        yield { key: path, problem: toLoteError(error, { path }) };
      }
    }
    const last = covers.at(-1);
    if (!last || covers.length < page) return;
    after = last.id;
  }
}

function toHints({
  series,
  number,
  year,
  publisher,
  title,
}: NonNullable<ReturnType<Stores["comics"]["catalogue"]["issue"]>>) {
  return {
    ...(series === "" ? {} : { series }),
    ...(number === "" ? {} : { number }),
    ...(publisher === "" ? {} : { publisher }),
    ...(title === "" ? {} : { title }),
    ...(year === null ? {} : { year }),
  };
}

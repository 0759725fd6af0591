import { LoteError } from "../../../errors/lote-error.ts";
import type { SourceProblem } from "../../../sources/problem.ts";
import { type SourceFile, walk } from "../../../sources/walk.ts";
import { type DocumentFormat, formatOfName, successorOf } from "../../../text/extract/formats.ts";

/** A file of the sources, with the format that its name promises; undefined: lote does not read such files. */
export interface DocumentEntry {
  readonly file: SourceFile;
  readonly format: DocumentFormat | undefined;
}

/** So many files are looked up together, and handed out the largest first: a large one at the end would be waited for. */
const page = 256;

/** Everything that the paths name, page by page; what `.loteignore` names is left out. */
export async function* documentEntries(
  paths: readonly string[],
): AsyncGenerator<readonly (DocumentEntry | SourceProblem)[]> {
  let entries: (DocumentEntry | SourceProblem)[] = [];
  for await (const found of walk(paths, { heedsIgnoreFiles: true })) {
    entries.push("problem" in found ? found : entryOf(found));
    if (entries.length < page) continue;
    yield bySize(entries);
    entries = [];
  }
  if (entries.length > 0) yield bySize(entries);
}

/** A document that lote could read in another format is told of, and not passed over as a picture is. */
function entryOf(file: SourceFile): DocumentEntry | SourceProblem {
  const { path } = file;
  const instead = successorOf(path);
  if (instead === undefined) return { file, format: formatOfName(path) };
  return { key: path, problem: new LoteError("document-old-format", { path, instead }) };
}

function bySize(entries: readonly (DocumentEntry | SourceProblem)[]): (DocumentEntry | SourceProblem)[] {
  const sizeOf = (entry: DocumentEntry | SourceProblem) => ("file" in entry ? entry.file.size : 0);
  return entries.toSorted((left, right) => sizeOf(right) - sizeOf(left));
}

import { realpathSync } from "node:fs";
import { basename, join, sep } from "node:path";
import { setImmediate } from "node:timers/promises";
import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import { type FolderEntry, folderEntries } from "../../../sources/folder-entries.ts";
import type { SourceProblem } from "../../../sources/problem.ts";
import type { CrewPages, CrewPicture } from "./crew-picture.ts";
import { assertNoWorkspace } from "./own-folder.ts";
import { namePart } from "./picture-url.ts";

/** Pictures yielded at once, at most. */
const page = 500;

/**
 * The pictures of a folder with a folder a person, `{crew_id}/*`, in natural order. Each picture stands for itself: a
 * person may have several. Hidden and system files are left out; a link that leads out of the folder is not followed.
 *
 * @throws LoteError `own-folder`, and where the folder cannot be read
 */
export async function* folderPages(root: string, only: string | null): CrewPages {
  let inside: string;
  let people: string[];
  try {
    assertNoWorkspace(root);
    inside = realpathSync(root);
    people = folderEntries(root)
      .filter(({ isFolder }) => isFolder)
      .map(nameOf);
  } catch (error) {
    throw toLoteError(error, { path: root });
  }
  let found: (CrewPicture | SourceProblem)[] = [];
  for (const person of people) {
    if (only !== null && person !== only) continue;
    for (const one of picturesOf(inside, root, person)) {
      found.push(one);
      if (found.length < page) continue;
      yield found;
      found = [];
      await setImmediate();
    }
  }
  if (found.length > 0) yield found;
}

function* picturesOf(inside: string, root: string, person: string): Generator<CrewPicture | SourceProblem> {
  const folder = join(root, person);
  let names: string[];
  try {
    namePart(person);
    names = folderEntries(folder)
      .filter(({ isFolder }) => !isFolder)
      .map(nameOf);
  } catch (error) {
    yield { key: folder, problem: toLoteError(error, { path: folder }) };
    return;
  }
  for (const name of names) {
    const path = join(folder, name);
    const problem = outside(inside, path);
    if (problem) yield { key: path, problem };
    else yield { key: path, person, slot: name, picture: name, at: { path } };
  }
}

/** One that is no UTF-8 opens nothing, and is told as not there. */
function nameOf({ path }: FolderEntry): string {
  return basename(path.toString());
}

/** Does a name lead out of the folder, by links or otherwise? The place counts that it leads to in the end. */
export function outside(inside: string, path: string): LoteError | undefined {
  try {
    const real = realpathSync(path);
    if (real.startsWith(inside + sep)) return undefined;
    return new LoteError("unreadable", { path, detail: `${basename(path)} leads out of the folder` });
  } catch (error) {
    return toLoteError(error, { path });
  }
}

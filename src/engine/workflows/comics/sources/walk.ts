import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { compare } from "natural-orderby";
import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import type { SourceProblem } from "./problem.ts";

/** A file of a source, as its folder tells of it; it was not opened. */
export interface SourceFile {
  /** Absolute: the item's key. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly modifiedMs: number;
}

/** U+FFFD in a name: its bytes are no UTF-8, and no path of it leads back to the file. */
const undecodable = "�";
/** The thread is given free after so many files, so that a large folder does not hold up the rest. */
const breather = 256;

/**
 * The files of folders and the files named themselves, in natural order folder by folder. Hidden files are left
 * out. Links to files are followed, links to folders only inside the folder that was asked for, and no folder is
 * entered twice. What cannot be read is told of, and the rest goes on.
 */
export async function* walk(paths: readonly string[]): AsyncGenerator<SourceFile | SourceProblem> {
  let count = 0;
  for (const path of paths) {
    for (const found of walkOne(resolve(path))) {
      yield found;
      if (++count % breather === 0) await Bun.sleep(0);
    }
  }
}

function* walkOne(path: string): Generator<SourceFile | SourceProblem> {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) yield* walkFolder(path, realpathSync(path), new Set());
    else yield { path, size: stat.size, modifiedMs: stat.mtimeMs };
  } catch (error) {
    yield { key: path, problem: toLoteError(error, { path }) };
  }
}

function* walkFolder(
  folder: string,
  root: string,
  entered: Set<string>,
): Generator<SourceFile | SourceProblem> {
  let entries: Dirent[];
  try {
    const real = realpathSync(folder);
    // A link may lead back up, or out of what was asked for.
    if (entered.has(real) || (real !== root && !real.startsWith(root.endsWith("/") ? root : `${root}/`)))
      return;
    entered.add(real);
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    yield { key: folder, problem: toLoteError(error, { path: folder }) };
    return;
  }
  const byName = compare();
  entries.sort((a, b) => byName(a.name, b.name));
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* walkFolder(path, root, entered);
      continue;
    }
    if (entry.name.includes(undecodable)) {
      const detail = "its name is no valid UTF-8";
      yield { key: path, problem: new LoteError("unreadable", { path, detail }) };
      continue;
    }
    try {
      const stat = statSync(path);
      if (stat.isDirectory()) yield* walkFolder(path, root, entered);
      else if (stat.isFile()) yield { path, size: stat.size, modifiedMs: stat.mtimeMs };
    } catch (error) {
      yield { key: path, problem: toLoteError(error, { path }) };
    }
  }
}

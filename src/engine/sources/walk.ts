import { type Stats, statSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import type { SystemPath } from "../files/system-path.ts";
import { keyOfPath, pathOfKey } from "./file-key.ts";
import { type FolderEntry, folderEntries } from "./folder-entries.ts";
import { IgnoreRules } from "./ignore-rules.ts";
import type { SourceProblem } from "./problem.ts";

/** A file of a source, as its folder tells of it; it was not opened. */
export interface SourceFile {
  /** The item's key: absolute; see `keyOfPath` for the rare path that is no text. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly modifiedMs: number;
}

export interface WalkOptions {
  /** Leave out what `.loteignore` files name. What is named itself is never left out. */
  readonly heedsIgnoreFiles?: boolean;
}

/** The thread is given free after so many files, so that a large collection does not hold up the rest. */
const breather = 256;

/**
 * The files of folders, and files named themselves, streamed in natural order folder by folder. Hidden and system
 * files are left out of folders. Links to files are followed, links to folders are not: one that leads inside the
 * folder finds what is found anyway, one that leads out was not asked for. No folder is entered twice, however it
 * was named. What cannot be read is told of, and the rest goes on.
 *
 * It looks synchronously, a few hundred files at a time: a `stat` takes 2 µs so and 50 µs by a promise (50,000
 * files: 0.4 s).
 */
export async function* walk(
  paths: readonly string[],
  options: WalkOptions = {},
): AsyncGenerator<SourceFile | SourceProblem> {
  const entered = new Set<string>();
  let count = 0;
  for (const path of paths) {
    for (const found of walkRoot(pathOfKey(path), entered, options)) {
      yield found;
      if (++count % breather === 0) await setImmediate();
    }
  }
}

type Found = SourceFile | SourceProblem;

function* walkRoot(path: SystemPath, entered: Set<string>, options: WalkOptions): Generator<Found> {
  const root = typeof path === "string" ? keyOfPath(path) : path;
  const stat = statOf(root);
  if ("problem" in stat) yield stat;
  else if (stat.isDirectory()) yield* walkFolder(root, entered, options);
  else if (stat.isFile()) yield fileOf(root, stat);
  else yield problemOf(root, new LoteError("unreadable", { path: keyOfPath(root), detail: "it is no file" }));
}

function* walkFolder(
  folder: SystemPath,
  entered: Set<string>,
  options: WalkOptions,
  above?: IgnoreRules,
): Generator<Found> {
  let entries: FolderEntry[];
  let rules: IgnoreRules | undefined;
  try {
    const { dev, ino } = statSync(folder, { bigint: true });
    const identity = `${dev}:${ino}`;
    if (entered.has(identity)) return;
    entered.add(identity);
    entries = folderEntries(folder);
    if (options.heedsIgnoreFiles) rules = IgnoreRules.of(folder, above);
  } catch (error) {
    yield problemOf(folder, error);
    return;
  }
  for (const { path, isFolder } of entries) {
    if (rules?.leavesOut(path, isFolder)) continue;
    if (isFolder) {
      yield* walkFolder(path, entered, options, rules);
      continue;
    }
    const stat = statOf(path);
    if ("problem" in stat) yield stat;
    else if (stat.isFile()) yield fileOf(path, stat);
  }
}

function statOf(path: SystemPath): Stats | SourceProblem {
  try {
    return statSync(path);
  } catch (error) {
    return problemOf(path, error);
  }
}

function fileOf(path: SystemPath, { size, mtimeMs }: Stats): SourceFile {
  return { path: keyOfPath(path), size, modifiedMs: mtimeMs };
}

function problemOf(path: SystemPath, error: unknown): SourceProblem {
  const key = keyOfPath(path);
  return { key, problem: toLoteError(error, { path: key }) };
}

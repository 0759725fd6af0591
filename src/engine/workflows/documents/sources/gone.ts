import { statSync } from "node:fs";
import type { IndexSpace } from "../../../../stores/documents.ts";
import { pathOfKey } from "../../../sources/file-key.ts";
import { isLeftOut } from "../../../sources/ignore-rules.ts";

const page = 500;

/**
 * Documents under these paths whose files are no longer there, or left out by now. Where the path itself is gone, or
 * a file cannot be looked at, nothing is: a disk that is not mounted loses nobody's documents.
 */
export async function* goneDocuments(space: IndexSpace, paths: readonly string[]): AsyncGenerator<string> {
  for (const root of paths) {
    if (!isFolder(root)) continue;
    const inside = insideOf(root);
    for (let after = inside; ; ) {
      const rows = await space.page(after, page);
      for (const { path } of rows) {
        if (path.startsWith(inside) && isGoneFrom(root, path)) yield path;
      }
      const last = rows.at(-1);
      if (!last || rows.length < page || !last.path.startsWith(inside)) break;
      after = last.path;
    }
  }
}

/** Is this document's file gone from any of the paths, by the same rules? */
export function isGone(paths: readonly string[], path: string): boolean {
  return paths.some((root) => isFolder(root) && path.startsWith(insideOf(root)) && isGoneFrom(root, path));
}

function isFolder(root: string): boolean {
  try {
    return statSync(pathOfKey(root)).isDirectory();
  } catch {
    return false;
  }
}

function insideOf(root: string): string {
  return root.endsWith("/") ? root : `${root}/`;
}

function isGoneFrom(root: string, path: string): boolean {
  try {
    if (statSync(pathOfKey(path), { throwIfNoEntry: false }) === undefined) return true;
    return isLeftOut(root, path);
  } catch {
    return false;
  }
}

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
    const isFolder = statSync(pathOfKey(root), { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (!isFolder) continue;
    const inside = root.endsWith("/") ? root : `${root}/`;
    for (let after = inside; ; ) {
      const rows = await space.page(after, page);
      for (const { path } of rows) {
        if (path.startsWith(inside) && isGone(root, path)) yield path;
      }
      const last = rows.at(-1);
      if (!last || rows.length < page || !last.path.startsWith(inside)) break;
      after = last.path;
    }
  }
}

function isGone(root: string, path: string): boolean {
  try {
    if (statSync(pathOfKey(path), { throwIfNoEntry: false }) === undefined) return true;
    return isLeftOut(root, path);
  } catch {
    return false;
  }
}

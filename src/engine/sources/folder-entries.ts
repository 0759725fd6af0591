import { lstatSync, readdirSync } from "node:fs";
import type { SystemPath } from "../files/system-path.ts";
import { naturalOrder } from "../text/natural-order.ts";

/** One name in a folder. */
export interface FolderEntry {
  readonly path: SystemPath;
  /** Not for a link to one. */
  readonly isFolder: boolean;
}

/** What systems keep beside a person's files. Hidden names begin with a dot. */
const systemName =
  /^(\..*|__MACOSX|@eaDir|\$RECYCLE\.BIN|System Volume Information|lost\+found|Thumbs\.db|desktop\.ini)$/i;

/**
 * What is in a folder, in natural order, without hidden and system files. All of one folder is held at once, as
 * an order needs; never more than one branch of the tree.
 *
 * @throws the system's error where the folder cannot be read
 */
export function folderEntries(folder: SystemPath): FolderEntry[] {
  const named = namesIn(folder).filter(({ name }) => !systemName.test(name));
  return naturalOrder(named, ({ name }) => name);
}

function namesIn(folder: SystemPath): (FolderEntry & { readonly name: string })[] {
  if (typeof folder === "string") {
    const start = folder.endsWith("/") ? folder : `${folder}/`;
    const entries = readdirSync(folder, { withFileTypes: true });
    if (!entries.some(({ name }) => name.includes("\ufffd"))) {
      return entries.map((entry) => ({
        name: entry.name,
        path: start + entry.name,
        isFolder: entry.isDirectory(),
      }));
    }
  }
  // A name that is no UTF-8 comes as U+FFFD, which opens nothing; as bytes it can be read. (Bun gives the bytes
  // without the types, so those cost a call each.)
  return readdirSync(folder, { encoding: "buffer" }).map((name) => {
    const path = Buffer.concat([Buffer.from(folder), Buffer.from("/"), name]);
    const isFolder = lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    return { name: name.toString(), path, isFolder };
  });
}

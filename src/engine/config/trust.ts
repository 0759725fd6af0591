import { mkdirSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import { readPlainFile } from "./setting-file.ts";

/**
 * The folders whose `lote.toml` and `.lote/` may choose where keys are sent. A folder is known by its real path
 * and its inode: another one put in its place is not trusted.
 */
export interface TrustedFolders {
  has(directory: string): boolean;
  /**
   * Trusts a folder from now on.
   *
   * @returns its real path
   * @throws LoteError `not-found` where there is no such folder
   */
  add(directory: string): string;
}

const entries = z.array(z.strictObject({ path: z.string(), inode: z.string() }));
type Entry = z.infer<typeof entries>[number];

/** @param configFolder the person's own folder, see `userFolders` */
export function trustedFolders(configFolder: string): TrustedFolders {
  const file = join(configFolder, "trusted.json");
  return {
    has: (directory) => {
      const entry = entryOf(directory);
      return (
        entry !== null && read(file).some(({ path, inode }) => path === entry.path && inode === entry.inode)
      );
    },
    add: (directory) => {
      const entry = entryOf(directory);
      if (entry === null) throw new LoteError("not-found", { path: directory });
      write(file, configFolder, [...read(file).filter(({ path }) => path !== entry.path), entry]);
      return entry.path;
    },
  };
}

function entryOf(directory: string): Entry | null {
  try {
    const path = realpathSync(directory);
    const status = statSync(path, { bigint: true });
    return status.isDirectory() ? { path, inode: String(status.ino) } : null;
  } catch {
    return null;
  }
}

function read(file: string): Entry[] {
  const text = readPlainFile(file);
  if (text === null) return [];
  try {
    return entries.parse(JSON.parse(text));
  } catch (error) {
    throw new LoteError(
      "config-file",
      { path: file, detail: "not the list that lote wrote" },
      { cause: error },
    );
  }
}

function write(file: string, folder: string, list: readonly Entry[]): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, `${JSON.stringify(list, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(temporary, file);
  } catch (error) {
    throw toLoteError(error, { path: file });
  }
}

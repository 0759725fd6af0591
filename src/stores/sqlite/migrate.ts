import { Database } from "bun:sqlite";
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { StoreError } from "../store-error.ts";
import { retryBusy } from "./connection.ts";

/**
 * Brings the file to the newest format, each migration in a transaction of its own.
 *
 * Before an existing file is changed, a copy of it is left beside it as `<path>.before-<version>`, made while nobody
 * can write. A file of a newer lote is refused and not touched. Several processes may open the same old file at
 * once: one migrates it, the others wait.
 *
 * @throws StoreError `store-newer`
 */
export function migrate(db: Database, path: string, migrations: readonly string[]): void {
  const newest = migrations.length;
  const found = versionOf(db);
  if (found > newest) throw new StoreError("store-newer", { path, found, known: newest });
  let kept = false;
  while (versionOf(db) < newest) {
    retryBusy(() => db.exec("BEGIN IMMEDIATE"));
    try {
      // Another process may have been quicker while this one waited for the lock.
      const version = versionOf(db);
      if (version < newest) {
        if (version > 0 && !kept) keepCopy(path, `${path}.before-${newest}`);
        kept = true;
        db.exec(migrations[version] ?? "");
        db.exec(`PRAGMA user_version = ${version + 1}`);
      }
      db.exec("COMMIT");
    } catch (error) {
      if (db.inTransaction) db.exec("ROLLBACK");
      throw error;
    }
  }
}

function versionOf(db: Database): number {
  return (db.query("PRAGMA user_version").get() as { user_version: number }).user_version;
}

/** A whole copy of what is committed, on the disk. An older copy of that name is not overwritten. */
function keepCopy(path: string, wanted: string): void {
  let name = wanted;
  for (let number = 2; existsSync(name); number++) name = `${wanted}.${number}`;
  const partial = `${name}.partial`;
  rmSync(partial, { force: true });
  const reader = new Database(path);
  try {
    reader.query("VACUUM INTO ?1").run(partial);
  } finally {
    reader.close();
  }
  const file = openSync(partial, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, name);
}

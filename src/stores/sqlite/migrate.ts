import type { Database } from "bun:sqlite";
import { existsSync, renameSync, rmSync } from "node:fs";
import { StoreError } from "../store-error.ts";
import { retryBusy } from "./connection.ts";

/**
 * Brings the file to the newest format, each migration in a transaction of its own.
 *
 * Before an existing file is changed, a copy is left beside it as `<path>.before-<version>`. A file of a newer
 * lote is refused and not touched.
 *
 * @throws StoreError `store-newer`
 */
export function migrate(db: Database, path: string, migrations: readonly string[]): void {
  const newest = migrations.length;
  let version = versionOf(db);
  if (version > newest) throw new StoreError("store-newer", { path, found: version, known: newest });
  if (version > 0 && version < newest) backUp(db, `${path}.before-${newest}`);
  while (version < newest) {
    const sql = migrations[version] ?? "";
    retryBusy(() => db.exec("BEGIN IMMEDIATE"));
    try {
      // Another process may have been quicker while this one waited for the lock.
      if (versionOf(db) === version) {
        db.exec(sql);
        db.exec(`PRAGMA user_version = ${version + 1}`);
      }
      db.exec("COMMIT");
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
    version = versionOf(db);
  }
}

function versionOf(db: Database): number {
  return (db.query("PRAGMA user_version").get() as { user_version: number }).user_version;
}

function backUp(db: Database, to: string): void {
  if (existsSync(to)) return;
  const partial = `${to}.partial`;
  rmSync(partial, { force: true });
  db.query("VACUUM INTO ?1").run(partial);
  renameSync(partial, to);
}

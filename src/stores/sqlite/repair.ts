import { Database } from "bun:sqlite";
import { existsSync, renameSync, rmSync } from "node:fs";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";

/** What a look at the file found. */
export interface Health {
  readonly ok: boolean;
  /** SQLite's own words, the first few. */
  readonly problems: readonly string[];
}

/** SQLite's integrity check of a ledger, read-only. A missing file is healthy: it will be made. */
export function checkHealth(path: string): Health {
  if (!existsSync(path)) return { ok: true, problems: [] };
  try {
    const db = new Database(path, { readonly: true });
    try {
      const rows = db.query<{ integrity_check: string }, []>("PRAGMA integrity_check(10)").all();
      const problems = rows.map((row) => row.integrity_check).filter((text) => text !== "ok");
      return { ok: problems.length === 0, problems };
    } finally {
      db.close();
    }
  } catch (error) {
    return { ok: false, problems: [(error as Error).message] };
  }
}

/** Rows saved of each table. */
export interface Salvage {
  /** Where the damaged file lies now; nothing of it was thrown away. */
  readonly kept: string;
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Builds a new ledger from every row of the damaged one that can still be read, and puts the damaged file aside.
 * Nobody may have the workspace open.
 */
export function salvage(path: string, now: number): Salvage {
  const fresh = `${path}.salvaged`;
  for (const suffix of ["", "-wal", "-shm"]) rmSync(fresh + suffix, { force: true });
  const db = new Database(fresh, { create: true });
  const rows: Record<string, number> = {};
  try {
    migrate(db, fresh, migrations);
    db.exec("PRAGMA foreign_keys = OFF");
    db.query("ATTACH ?1 AS damaged").run(path);
    const tables = db
      .query<{ name: string }, []>(
        // What triggers keep of the others they make anew.
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .all();
    for (const { name } of tables) rows[name] = copyTable(db, name);
    db.exec("DETACH damaged");
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    db.close();
  }
  const kept = `${path}.damaged-${now}`;
  renameSync(path, kept);
  for (const suffix of ["-wal", "-shm"])
    if (existsSync(path + suffix)) renameSync(path + suffix, kept + suffix);
  renameSync(fresh, path);
  return { kept, rows };
}

/** All at once where the table is whole; else row by row from both ends, until damage is met. */
function copyTable(db: Database, table: string): number {
  try {
    return db.query(`INSERT OR IGNORE INTO main."${table}" SELECT * FROM damaged."${table}"`).run().changes;
  } catch {
    return copyReadable(db, table, "ASC") + copyReadable(db, table, "DESC");
  }
}

function copyReadable(db: Database, table: string, order: "ASC" | "DESC"): number {
  let copied = 0;
  try {
    const read = db.query<Record<string, string | number | null | Uint8Array>, []>(
      `SELECT * FROM damaged."${table}" ORDER BY 1 ${order}`,
    );
    for (const row of read.iterate()) {
      const names = Object.keys(row);
      copied += db
        .query(
          `INSERT OR IGNORE INTO main."${table}" (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
        )
        .run(...Object.values(row)).changes;
    }
  } catch {
    // What lies beyond cannot be read; the other direction comes from behind it.
  }
  return copied;
}

import type { Database } from "bun:sqlite";

const databases = new WeakMap<object, Database>();

/** Remembers the file behind opened stores. */
export function rememberDatabase(stores: object, db: Database): void {
  databases.set(stores, db);
}

/**
 * The file behind opened stores: for tables that not everybody who is handed the stores may read. Only stores import
 * this.
 */
export function databaseOf(stores: object): Database {
  const db = databases.get(stores);
  if (!db) throw new Error("these stores were not opened here");
  return db;
}

import { Database } from "bun:sqlite";
import { StoreError } from "../store-error.ts";

/**
 * Opens the SQLite file with the settings that every connection of lote shares.
 *
 * `busy_timeout` is 0: a process that waits inside SQLite blocks its thread, so waiting is done asynchronously
 * by {@link Writer}.
 */
export function connect(path: string, options: { readonly?: boolean } = {}): Database {
  try {
    const db = options.readonly
      ? new Database(path, { readonly: true })
      : new Database(path, { create: true });
    db.exec("PRAGMA busy_timeout = 0");
    if (!options.readonly) {
      // Another process may be switching the journal at this very moment; the mode is kept in the file.
      if (journalMode(db) !== "wal") retryBusy(() => db.exec("PRAGMA journal_mode = WAL"));
      db.exec("PRAGMA synchronous = NORMAL");
      db.exec("PRAGMA foreign_keys = ON");
      db.exec("PRAGMA secure_delete = FAST");
    }
    db.exec("PRAGMA cache_size = -16000");
    return db;
  } catch (error) {
    throw asStoreError(error, path);
  }
}

/** Gives an SQLite error the code that lote knows it by. */
export function asStoreError(error: unknown, path: string): unknown {
  const code = (error as { code?: string }).code ?? "";
  const detail = (error as Error).message;
  if (code.startsWith("SQLITE_FULL")) return new StoreError("disk-full", { path }, { cause: error });
  if (code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB")) {
    return new StoreError("store-corrupt", { path, detail }, { cause: error });
  }
  if (
    code.startsWith("SQLITE_CANTOPEN") ||
    code.startsWith("SQLITE_READONLY") ||
    code.startsWith("SQLITE_IOERR")
  ) {
    return new StoreError("unreadable", { path, detail }, { cause: error });
  }
  if (isBusy(error)) return new StoreError("store-busy", { path, detail }, { cause: error });
  return error;
}

/** Another process holds the write lock. */
export function isBusy(error: unknown): boolean {
  const code = (error as { code?: string } | null)?.code;
  return typeof code === "string" && (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED"));
}

function journalMode(db: Database): string {
  return (db.query("PRAGMA journal_mode").get() as { journal_mode: string }).journal_mode;
}

/** For the few statements at opening: waits up to 5 s in steps of 10 ms. */
export function retryBusy<T>(attempt: () => T): T {
  const deadline = Date.now() + 5000;
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      Bun.sleepSync(10);
    }
  }
}

import { Database } from "bun:sqlite";
import { StoreError } from "../store-error.ts";

/**
 * How long a read waits inside SQLite while another process holds the whole file, in milliseconds. That happens
 * only for an instant: when the first process after a crash recovers the log, and when the last one closes it.
 */
export const readWaitMs = 2000;

/**
 * Opens the SQLite file with the settings that every connection of lote shares. Nobody waits inside SQLite for the
 * write lock, which blocks the thread: that is done asynchronously by {@link Writer}.
 *
 * @throws StoreError `store-corrupt`, `unreadable`, `unwritable`, `disk-full`
 */
export function connect(path: string): Database {
  let db: Database | undefined;
  try {
    db = new Database(path, { create: true });
    db.exec(`PRAGMA busy_timeout = ${readWaitMs}`);
    // The mode is kept in the file. Switching it may meet another process that does the same.
    if (journalMode(db) !== "wal") retryBusy(() => db?.exec("PRAGMA journal_mode = WAL"));
    if (journalMode(db) !== "wal") {
      throw new StoreError("unwritable", { path, detail: "no write-ahead log can be kept here" });
    }
    db.exec("PRAGMA synchronous = NORMAL");
    db.exec("PRAGMA foreign_keys = ON");
    db.exec("PRAGMA secure_delete = FAST");
    db.exec("PRAGMA cache_size = -16000");
    return db;
  } catch (error) {
    db?.close();
    throw asStoreError(error, path);
  }
}

/** Gives an SQLite error the code that lote knows it by. */
export function asStoreError(error: unknown, path: string): unknown {
  const code = (error as { code?: string } | null)?.code;
  if (typeof code !== "string") return error;
  const detail = (error as Error).message;
  if (code.startsWith("SQLITE_FULL")) return new StoreError("disk-full", { path }, { cause: error });
  if (code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB")) {
    return new StoreError("store-corrupt", { path, detail }, { cause: error });
  }
  if (code.startsWith("SQLITE_READONLY") || code.startsWith("SQLITE_IOERR_WRITE")) {
    return new StoreError("unwritable", { path, detail }, { cause: error });
  }
  if (code.startsWith("SQLITE_CANTOPEN") || code.startsWith("SQLITE_IOERR")) {
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
  const deadline = performance.now() + 5000;
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      Bun.sleepSync(10);
    }
  }
}

import { Database } from "bun:sqlite";
import { existsSync, rmSync } from "node:fs";
import { asStoreError } from "../sqlite/connection.ts";

/**
 * A worker is alive as long as it holds the lock on a file of its own. The operating system frees the lock at
 * the instant the process ends, however it ends, and sees it across containers of one machine; a pid does
 * neither. SQLite's own file locks are used since Bun has no other.
 */
export class LifeLock {
  private constructor(
    readonly path: string,
    private readonly db: Database,
  ) {}

  /**
   * Takes the lock; the file is made.
   *
   * @throws StoreError `unwritable`, `disk-full`
   */
  static take(path: string): LifeLock {
    try {
      const db = new Database(path, { create: true });
      // Nothing is ever written: no journal beside it.
      db.exec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
      return new LifeLock(path, db);
    } catch (error) {
      throw asStoreError(error, path);
    }
  }

  /**
   * Does some process hold it? A missing file means no. What cannot be looked at (too many open files) counts as
   * held: to take a living worker for dead costs more than to wait.
   */
  static isHeld(path: string): boolean {
    if (!existsSync(path)) return false;
    let db: Database | undefined;
    try {
      db = new Database(path, { readwrite: true, create: false });
      db.exec("PRAGMA busy_timeout = 0");
      db.exec("BEGIN EXCLUSIVE");
      return false;
    } catch {
      return existsSync(path);
    } finally {
      db?.close();
    }
  }

  /** Gives it back and removes the file. */
  release(): void {
    rmSync(this.path, { force: true });
    this.db.close();
  }
}

import { Database } from "bun:sqlite";
import { rmSync } from "node:fs";
import { isBusy } from "../sqlite/connection.ts";

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

  /** Takes the lock; the file is made. */
  static take(path: string): LifeLock {
    const db = new Database(path, { create: true });
    db.exec("PRAGMA busy_timeout = 0");
    db.exec("BEGIN EXCLUSIVE");
    return new LifeLock(path, db);
  }

  /** Does some process hold it? A missing file means no. */
  static isHeld(path: string): boolean {
    let db: Database;
    try {
      db = new Database(path, { readwrite: true, create: false });
    } catch {
      return false;
    }
    try {
      db.exec("PRAGMA busy_timeout = 0");
      db.exec("BEGIN EXCLUSIVE");
      return false;
    } catch (error) {
      return isBusy(error);
    } finally {
      db.close();
    }
  }

  /** Gives it back and removes the file. */
  release(): void {
    rmSync(this.path, { force: true });
    this.db.close();
  }
}

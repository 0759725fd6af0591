import type { Database } from "bun:sqlite";
import { StoreError } from "../store-error.ts";
import { asStoreError, isBusy, readWaitMs } from "./connection.ts";

export interface WriteOptions {
  /** Wait until it is on the disk: for what was paid for. */
  readonly durable?: boolean;
  /** Give up after so long; default 30 s. */
  readonly timeoutMs?: number;
}

export interface WriterSettings {
  /**
   * How long this process leaves the write lock free after a commit. A worker sets 5 ms: without the pause two
   * busy workers starve the terminal's decisions for seconds.
   */
  readonly pauseMs: number;
  readonly path: string;
}

/** The only way to change the file: short immediate transactions, waited for without blocking the thread. */
export class Writer {
  #freeAt = 0;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly settings: WriterSettings,
  ) {}

  /**
   * Runs `change` in one transaction. It is synchronous, must be short (under 50 ms), and is run once: the lock is
   * held before it starts.
   *
   * @throws StoreError `store-busy` when the lock could not be had in time, `disk-full`, `store-corrupt`
   */
  write<T>(change: () => T, options: WriteOptions = {}): Promise<T> {
    const turn = this.#tail.then(() => this.#write(change, options));
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  async #write<T>(change: () => T, { durable = false, timeoutMs = 30_000 }: WriteOptions): Promise<T> {
    const wait = this.#freeAt - performance.now();
    if (wait > 0) await Bun.sleep(wait);
    const deadline = performance.now() + timeoutMs;
    for (let attempt = 0; !this.#begin(durable); attempt++) {
      if (performance.now() > deadline) throw this.#busy();
      await Bun.sleep(1 + Math.random() * Math.min(2 + attempt, 8));
    }
    try {
      const result = change();
      this.db.exec("COMMIT");
      return result;
    } catch (error) {
      // A full disk may have rolled it back already.
      if (this.db.inTransaction) this.db.exec("ROLLBACK");
      throw asStoreError(error, this.settings.path);
    } finally {
      this.#freeAt = performance.now() + this.settings.pauseMs;
      if (durable) this.db.exec("PRAGMA synchronous = NORMAL");
    }
  }

  /** Takes the write lock if it is free this instant. */
  #begin(durable: boolean): boolean {
    try {
      this.db.exec(
        `PRAGMA busy_timeout = 0; ${durable ? "PRAGMA synchronous = FULL; " : ""}BEGIN IMMEDIATE; PRAGMA busy_timeout = ${readWaitMs}`,
      );
      return true;
    } catch (error) {
      this.db.exec(`PRAGMA busy_timeout = ${readWaitMs}; PRAGMA synchronous = NORMAL`);
      if (isBusy(error)) return false;
      throw asStoreError(error, this.settings.path);
    }
  }

  #busy(): StoreError {
    return new StoreError("store-busy", { path: this.settings.path, detail: "the write lock was not free" });
  }
}

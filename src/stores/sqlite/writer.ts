import type { Database } from "bun:sqlite";
import { StoreError } from "../store-error.ts";
import { asStoreError, isBusy } from "./connection.ts";

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
   * Runs `change` in one transaction. It is synchronous, must be short (under 50 ms), and may be run only once:
   * the lock is held before it starts.
   *
   * @throws StoreError `store-busy` when the lock could not be had in time, `disk-full`, `store-corrupt`
   */
  write<T>(change: () => T, options: WriteOptions = {}): Promise<T> {
    const turn = this.#tail.then(() => this.#write(change, options));
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  async #write<T>(change: () => T, options: WriteOptions): Promise<T> {
    const wait = this.#freeAt - performance.now();
    if (wait > 0) await Bun.sleep(wait);
    await this.#begin(performance.now() + (options.timeoutMs ?? 30_000), options.durable ?? false);
    try {
      const result = change();
      this.db.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.db.inTransaction) this.db.exec("ROLLBACK");
      throw asStoreError(error, this.settings.path);
    } finally {
      this.#freeAt = performance.now() + this.settings.pauseMs;
      if (options.durable) this.db.exec("PRAGMA synchronous = NORMAL");
    }
  }

  async #begin(deadline: number, durable: boolean): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        if (durable) this.db.exec("PRAGMA synchronous = FULL");
        this.db.exec("BEGIN IMMEDIATE");
        return;
      } catch (error) {
        if (!isBusy(error)) throw asStoreError(error, this.settings.path);
        if (performance.now() > deadline) {
          throw new StoreError("store-busy", {
            path: this.settings.path,
            detail: "the write lock was not free",
          });
        }
        await Bun.sleep(1 + Math.random() * Math.min(2 + attempt, 8));
      }
    }
  }
}

import type { Database } from "bun:sqlite";
import type { Json } from "../../ledger.ts";

/** Stored results of stages, by a key over content, model and parameters: only what changed is done again. */
export class Checkpoints {
  readonly #get;
  readonly #put;

  constructor(db: Database) {
    this.#get = db.query<{ value: string }, [string]>("SELECT value FROM checkpoint WHERE key = ?1");
    this.#put = db.query(
      "INSERT INTO checkpoint (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    );
  }

  get<T>(key: string): T | undefined {
    const row = this.#get.get(key);
    return row ? (JSON.parse(row.value) as T) : undefined;
  }

  put(key: string, value: Json): void {
    this.#put.run(key, JSON.stringify(value));
  }
}

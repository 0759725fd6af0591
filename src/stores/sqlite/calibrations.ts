import type { Database } from "bun:sqlite";
import type { Json } from "../ledger.ts";

/** The workspace's own calibrations, one for each vector space. */
export class Calibrations {
  readonly #get;
  readonly #put;
  readonly #remove;

  constructor(db: Database) {
    this.#get = db.query<{ body: string }, [string]>("SELECT body FROM calibration WHERE space = ?1");
    this.#put = db.query(
      `INSERT INTO calibration (space, body) VALUES (?1, ?2)
       ON CONFLICT (space) DO UPDATE SET body = excluded.body`,
    );
    this.#remove = db.query("DELETE FROM calibration WHERE space = ?1");
  }

  get(space: string): Json | undefined {
    const row = this.#get.get(space);
    return row ? (JSON.parse(row.body) as Json) : undefined;
  }

  put(space: string, calibration: Json): void {
    this.#put.run(space, JSON.stringify(calibration));
  }

  remove(space: string): void {
    this.#remove.run(space);
  }
}

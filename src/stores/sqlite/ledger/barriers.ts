import type { Database } from "bun:sqlite";
import type { Counters } from "./counters.ts";
import { code } from "./item-state.ts";
import { fromText, toText } from "./json.ts";

interface ReachedRow {
  id: number;
  key: string;
  input: string;
  carry: string | null;
  state: number;
}

/** Items that wait before a whole-run stage until all have come to it. */
export class Barriers {
  readonly #unfinishedBefore;
  readonly #comingTo;
  readonly #waiting;
  readonly #reached;
  readonly #updateCarry;
  readonly #release;

  constructor(
    db: Database,
    private readonly counters: Counters,
  ) {
    this.#unfinishedBefore = db.query<{ ok: number }, [number, number]>(
      `SELECT 1 AS ok WHERE
         EXISTS (SELECT 1 FROM item WHERE run = ?1 AND state = 0 AND stage <= ?2)
         OR EXISTS (SELECT 1 FROM item INDEXED BY item_leased WHERE state = 1 AND owner > 0 AND run = ?1 AND stage <= ?2)
         OR EXISTS (SELECT 1 FROM item WHERE run = ?1 AND state = ${code.waiting} AND stage < ?2)`,
    );
    this.#comingTo = db.query<{ ok: number }, [number, number]>(
      `SELECT 1 AS ok WHERE
         EXISTS (SELECT 1 FROM item WHERE run = ?1 AND state = 0 AND stage <= ?2)
         OR EXISTS (SELECT 1 FROM item INDEXED BY item_leased WHERE state = 1 AND owner > 0 AND run = ?1 AND stage <= ?2)
         OR EXISTS (SELECT 1 FROM item WHERE run = ?1 AND state = ${code.waiting} AND stage < ?2 AND job IS NULL)`,
    );
    this.#waiting = db.query(
      `SELECT 1 FROM item WHERE run = ?1 AND state = ${code.waiting} AND stage = ?2 LIMIT 1`,
    );
    this.#reached = db.query<ReachedRow, [number, number, number, number]>(
      `SELECT id, key, input, carry, state FROM item
       WHERE +run = ?1 AND stage >= ?2 AND carry IS NOT NULL AND state IN (0, 1, 2, 3, 4) AND id > ?3
       ORDER BY id LIMIT ?4`,
    );
    this.#updateCarry = db.query(
      `UPDATE item SET carry = ?2 WHERE id = ?1 AND state = ${code.waiting} AND stage = ?3`,
    );
    this.#release = db.query<{ id: number }, [number, number, number]>(
      `UPDATE item SET state = 0, stage = ?2 + 1, due_at = 0, attempts = 0
       WHERE id IN (SELECT id FROM item WHERE run = ?1 AND state = ${code.waiting} AND stage = ?2 ORDER BY id LIMIT ?3)
       RETURNING id`,
    );
  }

  /** Is any item still on its way to the stage? */
  unfinishedBefore(run: number, stage: number): boolean {
    return this.#unfinishedBefore.get(run, stage) !== null;
  }

  /** The same, but for those that are in a job at a service, perhaps for hours: nobody waits for their company. */
  comingTo(run: number, stage: number): boolean {
    return this.#comingTo.get(run, stage) !== null;
  }

  /** Does any item wait at the stage? */
  waitsAt(run: number, stage: number): boolean {
    return this.#waiting.get(run, stage) !== null;
  }

  /** Items that reached the stage, by number, with what they carry; `waiting` says that they still stand there. */
  *reached(run: number, stage: number) {
    for (let after = 0; ; ) {
      const rows = this.#reached.all(run, stage, after, 1000);
      for (const row of rows) {
        yield {
          id: row.id,
          key: row.key,
          input: fromText(row.input),
          carry: fromText(row.carry),
          waiting: row.state === code.waiting,
        };
      }
      const last = rows.at(-1);
      if (!last || rows.length < 1000) return;
      after = last.id;
    }
  }

  /** Changes what a waiting item carries. */
  setCarry(id: number, stage: number, carry: unknown): void {
    this.#updateCarry.run(id, toText(carry), stage);
  }

  /** Lets up to `limit` items go on that wait at the stage; returns how many. */
  release(run: number, stage: number, limit: number): number {
    const count = this.#release.all(run, stage, limit).length;
    this.counters.move(run, "waiting", "pending", count);
    return count;
  }
}

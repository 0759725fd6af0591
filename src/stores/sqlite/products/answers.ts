import type { Database } from "bun:sqlite";
import { load } from "sqlite-vec";
import { type AnswerRow, answerColumns, toAnswer } from "../../answer-row.ts";
import type { AnswerIndex, KeptAnswer, NearAnswer, NewAnswer } from "../../product-answers.ts";
import { asStoreError, connect, retryBusy } from "../connection.ts";
import { Sketcher } from "../documents/sketch.ts";
import { productAnswerTables } from "../migrations/0008-product-answers.ts";
import { type WriteOptions, Writer } from "../writer.ts";

interface NearRow extends AnswerRow {
  readonly distance: number;
}

/** Entries written in one transaction: it must stay short. */
const group = 200;

/** Answers in an SQLite file, ranked by the signs of their vectors with sqlite-vec. */
export class SqliteAnswers implements AnswerIndex {
  readonly #exact;
  readonly #has;
  readonly #put;
  #sketcher: { readonly dimensions: number; readonly of: Sketcher } | undefined;
  #near: ReturnType<SqliteAnswers["prepareNear"]> | undefined;

  constructor(
    private readonly db: Database,
    private readonly write: <T>(change: () => T, options?: WriteOptions) => Promise<T>,
    private readonly now: () => number,
    private readonly closed: () => void = () => undefined,
  ) {
    this.#exact = db.query<AnswerRow, [string, string]>(
      `SELECT ${answerColumns} FROM product_answer WHERE scope = ?1 AND key = ?2`,
    );
    this.#has = db.query<{ n: 1 }, [string, string]>(
      "SELECT 1 AS n FROM product_answer WHERE scope = ?1 AND signature = ?2 LIMIT 1",
    );
    this.#put = db.query(
      `INSERT INTO product_answer (scope, key, signature, name, answer, sketch, at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (scope, key) DO UPDATE SET signature = excluded.signature, name = excluded.name,
         answer = excluded.answer, sketch = excluded.sketch, at = excluded.at`,
    );
  }

  /**
   * Opens a file of one's own, which may be an index of documents as well.
   *
   * @throws StoreError `store-corrupt`, `unreadable`, `unwritable`, `disk-full`
   */
  static open(path: string, now: () => number = Date.now): SqliteAnswers {
    const db = connect(path);
    try {
      makeTables(db);
      const writer = new Writer(db, { pauseMs: 1, path });
      return new SqliteAnswers(
        db,
        (change, options) => writer.write(change, options),
        now,
        () => db.close(),
      );
    } catch (error) {
      db.close();
      throw asStoreError(error, path);
    }
  }

  async exact(scope: string, key: string): Promise<KeptAnswer | undefined> {
    const row = this.#exact.get(scope, key);
    return row ? toAnswer(row) : undefined;
  }

  async has(scope: string, signature: string): Promise<boolean> {
    return this.#has.get(scope, signature) !== null;
  }

  async near(scope: string, signature: string, vector: Float32Array, limit: number): Promise<NearAnswer[]> {
    this.#near ??= this.prepareNear();
    return this.#near.all(scope, signature, this.#sketch(vector), limit).map(({ distance, ...row }) => ({
      ...toAnswer(row),
      similarity: 1 - distance / (this.#sketcher?.of.bits ?? 1),
    }));
  }

  #sketch(vector: Float32Array): Uint8Array {
    const dimensions = vector.length;
    if (this.#sketcher?.dimensions !== dimensions)
      this.#sketcher = { dimensions, of: new Sketcher(dimensions) };
    return this.#sketcher.of.of(vector);
  }

  /** The extension is loaded when it is first needed: most commands are not about products. */
  private prepareNear() {
    load(this.db);
    return this.db.query<NearRow, [string, string, Uint8Array, number]>(
      `SELECT ${answerColumns}, vec_distance_hamming(vec_bit(sketch), vec_bit(?3)) AS distance
       FROM product_answer WHERE scope = ?1 AND signature = ?2 ORDER BY distance, id LIMIT ?4`,
    );
  }

  async put(answers: readonly NewAnswer[]): Promise<void> {
    for (let from = 0; from < answers.length; from += group) {
      await this.write(
        () => {
          for (const { answer, vector } of answers.slice(from, from + group)) {
            const { scope, key, signature, name } = answer;
            const text = JSON.stringify(answer.answer);
            this.#put.run(scope, key, signature, name, text, this.#sketch(vector), this.now());
          }
        },
        { durable: true },
      );
    }
  }

  async size(scope: string): Promise<number> {
    const row = this.db
      .query<{ count: number }, [string]>("SELECT count(*) AS count FROM product_answer WHERE scope = ?1")
      .get(scope);
    return row?.count ?? 0;
  }

  /** So few have one signature that comparing all of them is quick. */
  async settle(): Promise<void> {}

  async close(): Promise<void> {
    this.closed();
  }
}

/** Beside whatever else is in the file: its version is that of the documents. */
function makeTables(db: Database): void {
  retryBusy(() => db.exec("BEGIN IMMEDIATE"));
  try {
    const there = db.query("SELECT 1 FROM sqlite_master WHERE name = 'product_answer'").get();
    if (there === null) db.exec(productAnswerTables);
    db.exec("COMMIT");
  } catch (error) {
    if (db.inTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

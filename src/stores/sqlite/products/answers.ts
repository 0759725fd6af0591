import type { Database } from "bun:sqlite";
import { load } from "sqlite-vec";
import type { AnswerIndex, CacheCounts, KeptAnswer, NearAnswer } from "../../product-answers.ts";
import { Sketcher } from "../documents/sketch.ts";
import { fromText } from "../ledger/json.ts";
import type { WriteOptions } from "../writer.ts";

interface Row {
  readonly scope: string;
  readonly key: string;
  readonly signature: string;
  readonly name: string;
  readonly answer: string;
}

interface NearRow extends Row {
  readonly distance: number;
}

const columns = "scope, key, signature, name, answer";

/** Entries written in one transaction: it must stay short. */
const group = 200;

/** Answers in the workspace's own file, ranked by the signs of their vectors with sqlite-vec. */
export class SqliteAnswers implements AnswerIndex {
  readonly #exact;
  readonly #put;
  #sketcher: { readonly dimensions: number; readonly of: Sketcher } | undefined;
  #near: ReturnType<SqliteAnswers["prepareNear"]> | undefined;

  constructor(
    private readonly db: Database,
    private readonly write: <T>(change: () => T, options?: WriteOptions) => Promise<T>,
    private readonly now: () => number,
  ) {
    this.#exact = db.query<Row, [string, string]>(
      `SELECT ${columns} FROM product_answer WHERE scope = ?1 AND key = ?2`,
    );
    this.#put = db.query(
      `INSERT INTO product_answer (scope, key, signature, name, answer, sketch, at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (scope, key) DO UPDATE SET signature = excluded.signature, name = excluded.name,
         answer = excluded.answer, sketch = excluded.sketch, at = excluded.at`,
    );
  }

  async exact(scope: string, key: string): Promise<KeptAnswer | undefined> {
    const row = this.#exact.get(scope, key);
    return row ? toAnswer(row) : undefined;
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
      `SELECT ${columns}, vec_distance_hamming(vec_bit(sketch), vec_bit(?3)) AS distance
       FROM product_answer WHERE scope = ?1 AND signature = ?2 ORDER BY distance, id LIMIT ?4`,
    );
  }

  async put(
    answers: readonly { readonly answer: KeptAnswer; readonly vector: Float32Array }[],
  ): Promise<void> {
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

  async count(scope: string, { asked, exact, semantic, agreed, disagreed }: CacheCounts): Promise<void> {
    await this.write(() =>
      this.db
        .query(
          `INSERT INTO product_cache_count VALUES (?1, ?2, ?3, ?4, ?5, ?6)
           ON CONFLICT (scope) DO UPDATE SET asked = asked + excluded.asked, exact = exact + excluded.exact,
             semantic = semantic + excluded.semantic, agreed = agreed + excluded.agreed,
             disagreed = disagreed + excluded.disagreed`,
        )
        .run(scope, asked, exact, semantic, agreed, disagreed),
    );
  }

  async counts(scope: string): Promise<CacheCounts> {
    const row = this.db
      .query<CacheCounts, [string]>(
        "SELECT asked, exact, semantic, agreed, disagreed FROM product_cache_count WHERE scope = ?1",
      )
      .get(scope);
    return row ?? { asked: 0, exact: 0, semantic: 0, agreed: 0, disagreed: 0 };
  }

  async size(scope: string): Promise<number> {
    const row = this.db
      .query<{ count: number }, [string]>("SELECT count(*) AS count FROM product_answer WHERE scope = ?1")
      .get(scope);
    return row?.count ?? 0;
  }

  async forget(scope: string): Promise<void> {
    const remove = this.db.query(
      `DELETE FROM product_answer WHERE id IN (SELECT id FROM product_answer WHERE scope = ?1 LIMIT ${group})`,
    );
    while ((await this.write(() => remove.run(scope).changes)) > 0);
    await this.write(() => this.db.query("DELETE FROM product_cache_count WHERE scope = ?1").run(scope));
  }
}

function toAnswer({ answer, ...row }: Row): KeptAnswer {
  return { ...row, answer: fromText(answer) };
}

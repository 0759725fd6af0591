import type { Database } from "bun:sqlite";
import type { Json } from "../../ledger.ts";

/** Checked answers of models, by a hash of all that was asked: the same is not paid for twice. */
export class ModelAnswers {
  readonly #get;
  readonly #has;
  readonly #put;

  constructor(
    db: Database,
    private readonly now: () => number,
  ) {
    this.#get = db.query<{ answer: string }, [string]>("SELECT answer FROM product_said WHERE content = ?1");
    this.#has = db.query("SELECT 1 FROM product_said WHERE content = ?1");
    this.#put = db.query("INSERT OR REPLACE INTO product_said (content, answer, at) VALUES (?1, ?2, ?3)");
  }

  get<Answer extends Json>(content: string): Answer | undefined {
    const row = this.#get.get(content);
    return row ? (JSON.parse(row.answer) as Answer) : undefined;
  }

  has(content: string): boolean {
    return this.#has.get(content) !== null;
  }

  put(content: string, answer: Json): void {
    this.#put.run(content, JSON.stringify(answer), this.now());
  }
}

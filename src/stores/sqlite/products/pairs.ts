import type { Database } from "bun:sqlite";
import type { ProductPair } from "../../products.ts";

/** Offers that a person says are one product; what a person says is none is among the ledger's rejections. */
export class ProductPairs {
  readonly #put;
  readonly #remove;
  readonly #has;
  readonly #all;

  constructor(
    db: Database,
    private readonly now: () => number,
  ) {
    this.#put = db.query(
      "INSERT OR REPLACE INTO product_pair (one, other, likeness, at) VALUES (?1, ?2, ?3, ?4)",
    );
    this.#remove = db.query("DELETE FROM product_pair WHERE one = ?1 AND other = ?2");
    this.#has = db.query("SELECT 1 FROM product_pair WHERE one = ?1 AND other = ?2");
    this.#all = db.query<ProductPair, []>(
      "SELECT one, other, likeness FROM product_pair ORDER BY likeness DESC, one, other",
    );
  }

  put({ one, other, likeness }: ProductPair): void {
    this.#put.run(one, other, likeness, this.now());
  }

  remove({ one, other }: ProductPair): void {
    this.#remove.run(one, other);
  }

  has({ one, other }: ProductPair): boolean {
    return this.#has.get(one, other) !== null;
  }

  /** All of them, each made by a person: the likeliest first. */
  all(): ProductPair[] {
    return this.#all.all();
  }
}

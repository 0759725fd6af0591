import type { Database } from "bun:sqlite";
import type { NewProduct, ProductRow } from "../../products.ts";
import { fromText, toText } from "../ledger/json.ts";

interface Row extends Omit<ProductRow, "cells" | "body"> {
  readonly cells: string;
  readonly body: string;
}

const columns = "id, key, name, category, price, retailer, sku, cells, brand, model, body, at";

/** The normalised products of all retailers. */
export class Products {
  readonly #get;
  readonly #put;
  readonly #remove;
  readonly #page;
  readonly #count;

  constructor(
    db: Database,
    private readonly now: () => number,
  ) {
    this.#get = db.query<Row, [string]>(`SELECT ${columns} FROM product WHERE key = ?1`);
    this.#put = db.query(
      `INSERT INTO product (key, name, category, price, retailer, sku, cells, brand, model, body, at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
       ON CONFLICT (key) DO UPDATE SET name = excluded.name, category = excluded.category, price = excluded.price,
         retailer = excluded.retailer, sku = excluded.sku, cells = excluded.cells, brand = excluded.brand,
         model = excluded.model, body = excluded.body, at = excluded.at`,
    );
    this.#remove = db.query("DELETE FROM product WHERE key = ?1");
    this.#page = db.query<Row, [number, number]>(
      `SELECT ${columns} FROM product WHERE id > ?1 ORDER BY id LIMIT ?2`,
    );
    this.#count = db.query<{ count: number }, []>("SELECT count(*) AS count FROM product");
  }

  get(key: string): ProductRow | undefined {
    const row = this.#get.get(key);
    return row ? read(row) : undefined;
  }

  /** Keeps the product, replacing what was known of it. */
  put({ key, name, category, price, retailer, sku, cells, brand, model, body }: NewProduct): void {
    this.#put.run(
      key,
      name,
      category,
      price,
      retailer,
      sku,
      JSON.stringify(cells),
      brand,
      model,
      toText(body) ?? "null",
      this.now(),
    );
  }

  remove(key: string): void {
    this.#remove.run(key);
  }

  /** Up to `limit` products from after number `after`. */
  page(after: number, limit: number): ProductRow[] {
    return this.#page.all(after, limit).map(read);
  }

  count(): number {
    return this.#count.get()?.count ?? 0;
  }
}

function read(row: Row): ProductRow {
  return { ...row, cells: JSON.parse(row.cells) as ProductRow["cells"], body: fromText(row.body) };
}

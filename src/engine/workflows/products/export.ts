import type { ProductRow } from "../../../stores/products.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import type { ProductBody } from "./normalize/result.ts";

/** A normalised product as it is exported: the keys that scripts know, and where each value comes from. */
export interface ExportedProduct {
  readonly sku: string;
  readonly retailer: string;
  readonly name: string;
  readonly category: string;
  readonly price: number | null;
  readonly brand: string;
  readonly model: string;
  readonly attributes: ProductBody["attributes"];
  readonly normalized_name: string;
  readonly category_suggestion: string | null;
  readonly confidence: number;
  readonly origins: ProductBody["origins"];
  readonly path: readonly string[];
  readonly tier: string;
  readonly answered_by: string;
  readonly prompt: string;
  readonly usd: number;
}

const page = 500;

/** All normalised products, in pages, oldest first. */
export function* exportedProducts({ products: { collection } }: Stores): Generator<ExportedProduct> {
  let after = 0;
  for (;;) {
    const rows = collection.page(after, page);
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
    for (const row of rows) yield exported(row);
  }
}

function exported({ sku, retailer, name, category, price, brand, model, body }: ProductRow): ExportedProduct {
  return { sku, retailer, name, category, price, brand, model, ...(body as unknown as ProductBody) };
}

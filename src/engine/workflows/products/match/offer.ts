import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { ProductBody } from "../normalize/result.ts";

/** One shop's offer, as a run compares it: what was known when the run read it. */
export interface KnownOffer {
  readonly retailer: string;
  readonly sku: string;
  /** As the shop calls it. */
  readonly name: string;
  /** In the shop's own currency; null where none is known. */
  readonly price: number | null;
  readonly brand: string;
  readonly normalized: string;
}

const page = 500;

/** The normalised products by their keys, in pages, oldest first. */
export function* knownOffers({ products: { collection } }: Stores): Generator<readonly [string, KnownOffer]> {
  for (let after = 0; ; ) {
    const rows = collection.page(after, page);
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
    for (const { key, retailer, sku, name, price, brand, body } of rows) {
      const normalized = (body as Partial<ProductBody> | null)?.normalized_name ?? name;
      yield [key, { retailer, sku, name, price, brand, normalized }];
    }
  }
}

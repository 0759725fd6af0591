import { stringify } from "csv-stringify/sync";
import { attributeNames } from "../../engine/workflows/products/categories.ts";
import type { ExportedProduct } from "../../engine/workflows/products/export.ts";
import type { ComparedProduct } from "../../engine/workflows/products/match/compare-prices.ts";
import { safeJson } from "./safe-json.ts";

const plain = [
  "sku",
  "retailer",
  "name",
  "category",
  "price",
  "brand",
  "model",
  "normalized_name",
  "category_suggestion",
  "confidence",
] as const;
const provenance = ["tier", "answered_by", "prompt", "usd"] as const;

/**
 * Products as lines of CSV without their line breaks, the names of the columns first; an attribute a column. A text
 * that a spreadsheet would run as a formula gets a leading `'`.
 */
export function* productCsvLines(products: Iterable<ExportedProduct>): Generator<string> {
  yield [...plain, ...attributeNames, "origins", "path", ...provenance].join(",");
  for (const product of products) {
    const row = [
      ...plain.map((column) => product[column] ?? ""),
      ...attributeNames.map((name) => product.attributes[name] ?? ""),
      JSON.stringify(product.origins),
      product.path.join(" "),
      ...provenance.map((column) => product[column]),
    ];
    yield stringify([row], { escape_formulas: true, eof: false });
  }
}

const offerColumns = [
  "product",
  "brand",
  "name",
  "retailer",
  "sku",
  "title",
  "price",
  "cheapest",
  "lowest",
  "highest",
  "spread",
];

/** A comparison of prices as lines of CSV, an offer a line; `product` is the same number for offers of one product. */
export function* comparisonCsvLines(products: readonly ComparedProduct[]): Generator<string> {
  yield offerColumns.join(",");
  for (const [at, { brand, name, offers, cheapest, lowest, highest, spread }] of products.entries()) {
    for (const { retailer, sku, name: title, price } of offers) {
      const row = [at + 1, brand, name, retailer, sku, title, price, cheapest, lowest, highest, spread];
      yield stringify([row.map((cell) => cell ?? "")], { escape_formulas: true, eof: false });
    }
  }
}

/** A product as a line of JSON, without its line break. */
export function productJsonLine(product: ExportedProduct): string {
  return safeJson(product);
}

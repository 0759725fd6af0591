import type { Json } from "./ledger.ts";

/** What the products workflow keeps. Types only. */

/** A product as it was normalised last. */
export interface ProductRow {
  readonly id: number;
  /** Of the retailer and its sku; of the retailer and the name where there is none. */
  readonly key: string;
  readonly name: string;
  readonly category: string;
  readonly price: number | null;
  readonly retailer: string;
  readonly sku: string;
  /** The row as the file had it, all of its columns. */
  readonly cells: Readonly<Record<string, string>>;
  readonly brand: string;
  readonly model: string;
  /** What else the answer says, where it comes from, who gave it and at what price. */
  readonly body: Json;
  readonly at: number;
}

export type NewProduct = Omit<ProductRow, "id" | "at">;

/** Two offers that a person says are one product. */
export interface ProductPair {
  /** The products' keys, the smaller one first. */
  readonly one: string;
  readonly other: string;
  /** How alike the names were when it was asked, 0 to 1. */
  readonly likeness: number;
}

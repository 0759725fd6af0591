import type { AttributeName } from "./categories.ts";

/** One row of a retailer's list, as it was read. */
export interface RawProduct {
  readonly name: string;
  /** As the retailer calls it; empty where it says nothing. */
  readonly category: string;
  /** In the retailer's own currency; null where none is given. */
  readonly price: number | null;
  readonly retailer: string;
  readonly sku: string;
}

/** Where a value comes from: the title says it, it follows from the title, or only the model knows it. */
export type Origin = "title" | "derived" | "model";

/** What normalising makes of a product, under the keys that it is exported with. */
export interface NormalizedProduct {
  /** In capitals; empty where the title names none. */
  readonly brand: string;
  /** Without the brand. */
  readonly model: string;
  readonly attributes: Readonly<Partial<Record<AttributeName, string>>>;
  readonly normalized_name: string;
  /** Where the given category does not fit; else null. */
  readonly category_suggestion: string | null;
  /** 0 to 1. */
  readonly confidence: number;
}

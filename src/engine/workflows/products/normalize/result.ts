import type { Json } from "../../../../stores/ledger.ts";
import type { NewProduct } from "../../../../stores/products.ts";
import type { FileCells } from "../source/read-products.ts";
import type { Tier } from "../tiers.ts";
import { type CacheUse, type CheckedAnswer, cacheUse, type NormalizeTravel } from "./travel.ts";

/** What the store keeps of a product beside what it is called: all that an export tells. */
export interface ProductBody {
  readonly attributes: CheckedAnswer["product"]["attributes"];
  readonly normalized_name: string;
  readonly category_suggestion: string | null;
  readonly confidence: number;
  readonly origins: CheckedAnswer["origins"];
  /** The steps it went, each with its end: `batch:length`. */
  readonly path: readonly string[];
  readonly tier: Tier | "";
  /** The model's name; `rules` for those. */
  readonly answered_by: string;
  readonly prompt: string;
  readonly usd: number;
}

export function bodyOf({ path = [], tier, usd = 0 }: NormalizeTravel, answer: CheckedAnswer): ProductBody {
  const { brand: _, model: __, ...said } = answer.product;
  return {
    ...said,
    origins: answer.origins,
    path: path.map(({ step, end }) => `${step}:${end}`),
    tier: tier ?? "",
    answered_by: answer.model,
    prompt: answer.prompt,
    usd,
  };
}

/** The product as it is kept. */
export function productOf(travel: NormalizeTravel, answer: CheckedAnswer, cells: FileCells): NewProduct {
  const { name, category, price, retailer, sku } = travel.raw;
  return {
    key: `${retailer}/${sku === "" ? `/${name}` : sku}`,
    name,
    category,
    price,
    retailer,
    sku,
    cells,
    brand: answer.product.brand,
    model: answer.product.model,
    body: bodyOf(travel, answer) as unknown as Json,
  };
}

/** What a run says of a product. */
export interface ProductResult extends ProductBody {
  readonly brand: string;
  readonly model: string;
  /** Where the cache had something to say. */
  readonly cache?: CacheUse;
}

export function resultOf(travel: NormalizeTravel): Json {
  const { answer } = travel;
  if (!answer) return null;
  const { brand, model } = answer.product;
  const cache = cacheUse(travel);
  const result: ProductResult = { brand, model, ...bodyOf(travel, answer), ...(cache ? { cache } : {}) };
  return result as unknown as Json;
}

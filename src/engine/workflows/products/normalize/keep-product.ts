import type { EffectRow, Json, NewEffect } from "../../../../stores/ledger.ts";
import type { NewProduct, ProductRow } from "../../../../stores/products.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import type { PlannedEffect } from "../../workflow.ts";

/** What an effect keeps. */
type Plan = NewProduct;

/** Keeps the normalised product in the collection. */
export function planProduct(product: NewProduct): NewEffect {
  return { kind: "product", plan: product as unknown as Json };
}

/** Keeps it, and returns what was kept of it before. */
export function performProduct({ products: { collection } }: Stores, effect: PlannedEffect): () => Json {
  const plan = effect.plan as unknown as Plan;
  return () => {
    const before = collection.get(plan.key);
    collection.put(plan);
    return (before ?? null) as unknown as Json;
  };
}

/** @throws LoteError `target-changed` where another run normalised it since */
export function revertProduct({ products: { collection } }: Stores, effect: EffectRow): () => void {
  const plan = effect.plan as unknown as Plan;
  const before = effect.before as unknown as ProductRow | null;
  return () => {
    const now = collection.get(plan.key);
    if (!now || JSON.stringify(now.body) !== JSON.stringify(plan.body)) {
      throw new LoteError("target-changed", { detail: plan.key });
    }
    if (before) collection.put(before);
    else collection.remove(plan.key);
  };
}

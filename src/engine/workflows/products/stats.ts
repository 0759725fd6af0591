import type { Stores } from "../../../stores/sqlite/open.ts";
import { ModelTable } from "../../language-model/model-table.ts";
import {
  allOutcomes,
  allSpending,
  type Spending,
  savingsOf,
  type TierOutcomes,
} from "./normalize/outcomes.ts";
import {
  type BatchLine,
  batchesOf,
  isAlert,
  type NormalizeSummary,
  normalizeSummary,
} from "./normalize/summary.ts";
import { cacheUses } from "./normalize/travel.ts";

/** All that is known of normalising in this workspace: what became of how many products, and at what price. */
export interface ProductStats {
  readonly runs: number;
  readonly kept: number;
  readonly batches: number;
  readonly requests: number;
  readonly products: number;
  /** Share of products whose answer was there already, 0 to 1. */
  readonly cacheHitRate: number;
  /** Of those that models are asked about in words never used before, the share that the cache of names answered, 0 to 1. */
  readonly semanticHitRate: number;
  /** By what the cache of names was to products: how often it answered, or would have in shadow, and whether that was right. */
  readonly cache: NormalizeSummary["cache"];
  readonly usd: number;
  readonly usdPerProduct: number;
  /** By model: products, and their share. */
  readonly models: Readonly<Record<string, { readonly products: number; readonly share: number }>>;
  /** By tier: where the router sent products, and what came of it there. */
  readonly outcomes: TierOutcomes;
  /** Against each product asked about alone, at its own model's prices, 0 to 1; null where nothing was paid. */
  readonly savings: number | null;
  readonly alerts: readonly BatchLine[];
}

const mostRuns = 1000;

/** The figures of all runs of the workspace together. */
export async function productStats(stores: Stores): Promise<ProductStats> {
  const { ledger } = stores;
  const runs = ledger.runs.list(mostRuns).filter(({ workflow }) => workflow === "products.normalize");
  const summaries = runs.map((run) => normalizeSummary(stores, run) as unknown as NormalizeSummary);
  const sum = (of: (summary: NormalizeSummary) => number) =>
    summaries.reduce((total, summary) => total + of(summary), 0);
  const products = sum((summary) => summary.products);
  const models = new Map<string, number>();
  for (const summary of summaries) {
    for (const [model, count] of Object.entries(summary.models))
      models.set(model, (models.get(model) ?? 0) + count);
  }
  const table = await ModelTable.read();
  const spending = summaries.reduce<Spending>((all, { spending }) => allSpending(all, spending), {});
  const usd = runs.reduce((total, run) => total + ledger.spending.total(run.id).usd, 0);
  const batches = runs.flatMap((run) => batchesOf(stores, run.id));
  const routed = ({ tiers, answered }: NormalizeSummary) =>
    Object.values(tiers).reduce((total, count) => total + count, 0) - (answered.kept ?? 0);
  const asked = sum(routed);
  return {
    runs: runs.length,
    kept: stores.products.collection.count(),
    batches: batches.length,
    requests: runs.reduce((total, run) => total + ledger.spending.total(run.id).requests, 0),
    products,
    cacheHitRate: products === 0 ? 0 : sum((summary) => summary.reused) / products,
    semanticHitRate: asked === 0 ? 0 : sum(({ answered }) => answered.cache ?? 0) / asked,
    cache: Object.fromEntries(
      cacheUses
        .map((use) => [use, sum(({ cache }) => cache[use] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    ),
    usd,
    usdPerProduct: products === 0 ? 0 : usd / products,
    models: Object.fromEntries(
      [...models].map(([model, count]) => [model, { products: count, share: count / Math.max(products, 1) }]),
    ),
    outcomes: summaries.reduce<TierOutcomes>((all, { outcomes }) => allOutcomes(all, outcomes), {}),
    savings: savingsOf(spending, (model) => table.find("chat", model)?.batchFactor ?? 1),
    alerts: batches.filter(isAlert),
  };
}

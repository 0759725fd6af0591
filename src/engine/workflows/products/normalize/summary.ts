import type { Json, RunRow } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { BatchNews } from "./batch-stage.ts";
import { type Spending, type TierOutcomes, withOutcome, withSpending } from "./outcomes.ts";
import type { ProductResult } from "./result.ts";
import type { CacheUse } from "./travel.ts";

/** A batch of a run, for whoever watches. */
export interface BatchLine extends BatchNews {
  readonly remote: string;
  /** When it was handed over, milliseconds since 1970. */
  readonly since: number;
  readonly at: number;
}

/** How the batches of a run stand; written down where that changes, so that whoever comes back sees it. */
export class Tally {
  readonly #told = new Map<string, string>();

  batch({ ledger }: Stores, run: RunRow, remote: string, news: BatchNews): void {
    const text = JSON.stringify(news);
    if (this.#told.get(remote) === text) return;
    this.#told.set(remote, text);
    const key = batchesKey(run.id);
    const written = ledger.write(() => {
      const known = ledger.checkpoints.get<Record<string, BatchLine>>(key) ?? {};
      const at = ledger.now();
      const since = known[remote]?.since ?? at;
      // A batch that fails as a whole was never counted by the service.
      const total = Math.max(news.total, known[remote]?.total ?? 0);
      const line: BatchLine = { ...news, total, remote, since, at };
      ledger.checkpoints.put(key, { ...known, [remote]: line } as unknown as Json);
    });
    // It only tells: why nothing can be written, the writes that are waited for say. The next look tells it again.
    written.catch(() => this.#told.delete(remote));
    if (news.status === "failed" || news.status === "expired") {
      const { tier: _, ...data } = news;
      ledger.events.add(run.id, { type: "note", code: `batch-${news.status}`, data });
    }
  }
}

function batchesKey(run: number): string {
  return `products/batches/${run}`;
}

/** The batches of a run, oldest first. */
export function batchesOf({ ledger }: Stores, run: number): readonly BatchLine[] {
  const known = ledger.checkpoints.get<Record<string, BatchLine>>(batchesKey(run)) ?? {};
  return Object.values(known).toSorted((a, b) => a.since - b.since);
}

/** Did it fail as a whole, or run out of time? Somebody should know. */
export function isAlert({ status }: BatchLine): boolean {
  return status === "failed" || status === "expired";
}

/** What became of a run's products: who answered them, on which way, and what that saved. */
export interface NormalizeSummary {
  readonly products: number;
  readonly batches: number;
  readonly failedBatches: number;
  /** Those batches. */
  readonly alerts: readonly BatchLine[];
  /** By who answered: kept, cache, batch, single, fallback, rules. */
  readonly answered: Readonly<Record<string, number>>;
  readonly models: Readonly<Record<string, number>>;
  readonly tiers: Readonly<Record<string, number>>;
  /** Where the router sent them, and what came of it there. */
  readonly outcomes: TierOutcomes;
  /** By the model that answered. */
  readonly spending: Spending;
  /** By what the cache of names was to them: how often it answered, or would have. */
  readonly cache: Readonly<Partial<Record<CacheUse, number>>>;
  /** Products whose answer was there already. */
  readonly reused: number;
  /** Dollars a product, on average. */
  readonly usdPerProduct: number;
  /** Values by where they come from. */
  readonly origins: Readonly<Record<string, number>>;
}

const page = 1000;

export function normalizeSummary(stores: Stores, run: RunRow): Json {
  const { ledger } = stores;
  const answered: Record<string, number> = {};
  const models: Record<string, number> = {};
  const tiers: Record<string, number> = {};
  const origins: Record<string, number> = {};
  const cache: Record<string, number> = {};
  let outcomes: TierOutcomes = {};
  let spending: Spending = {};
  let products = 0;
  let after = "";
  for (;;) {
    const rows = ledger.items.page(run.id, after, page);
    const last = rows.at(-1);
    if (!last) break;
    after = last.key;
    for (const { result } of rows) {
      const body = result as unknown as ProductResult | null;
      if (!body?.path) continue;
      products++;
      count(answered, body.path.at(-1)?.split(":")[0] ?? "none");
      count(models, body.answered_by);
      if (body.cache) count(cache, body.cache);
      if (body.tier !== "") count(tiers, body.tier);
      outcomes = withOutcome(outcomes, body);
      spending = withSpending(spending, body);
      for (const origin of Object.values(body.origins)) count(origins, origin);
    }
  }
  const batches = batchesOf(stores, run.id);
  const alerts = batches.filter(isAlert);
  const { usd } = ledger.spending.total(run.id);
  const summary: NormalizeSummary = {
    products,
    batches: batches.length,
    failedBatches: alerts.length,
    alerts,
    answered,
    models,
    tiers,
    outcomes,
    spending,
    cache,
    reused: (answered.kept ?? 0) + (answered.cache ?? 0),
    usdPerProduct: products === 0 ? 0 : usd / products,
    origins,
  };
  return summary as unknown as Json;
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

import type { Tier } from "../tiers.ts";
import type { ProductBody } from "./result.ts";

/** What came of the products that the router sent to a tier. */
export interface TierOutcome {
  readonly products: number;
  /** The tier's own model answered, now or before, and the answer could be used. */
  readonly accepted: number;
  /** The fallback's model or the rules answered in its place. */
  readonly later: number;
  /** Of the accepted answers, 0 to 1; null where there is none. */
  readonly meanConfidence: number | null;
}

/** What answers of one model cost. */
export interface ModelSpending {
  /** Products that were asked about, and that got an answer from before. */
  readonly fresh: number;
  readonly reused: number;
  /** Dollars for the fresh ones, what was asked in vain before included; and for those of them that a batch answered. */
  readonly usd: number;
  readonly usdInBatches: number;
}

export type TierOutcomes = Readonly<Partial<Record<Tier, TierOutcome>>>;
export type Spending = Readonly<Record<string, ModelSpending>>;

const later: ReadonlySet<string> = new Set(["fallback", "rules"]);
const reused: ReadonlySet<string> = new Set(["kept", "cache"]);

/** The tiers' outcomes with one product more. */
export function withOutcome(outcomes: TierOutcomes, { tier, path, confidence }: ProductBody): TierOutcomes {
  if (tier === "") return outcomes;
  const isLater = later.has(lastStep(path));
  const one: TierOutcome = {
    products: 1,
    accepted: isLater ? 0 : 1,
    later: isLater ? 1 : 0,
    meanConfidence: isLater ? null : confidence,
  };
  return { ...outcomes, [tier]: together(outcomes[tier], one) };
}

/** The outcomes of two runs as one. */
export function allOutcomes(some: TierOutcomes, others: TierOutcomes): TierOutcomes {
  const sum: Partial<Record<Tier, TierOutcome>> = { ...some };
  for (const [tier, outcome] of Object.entries(others) as [Tier, TierOutcome][])
    sum[tier] = together(sum[tier], outcome);
  return sum;
}

function together(one: TierOutcome | undefined, other: TierOutcome): TierOutcome {
  if (!one) return other;
  const accepted = one.accepted + other.accepted;
  const weighed = (one.meanConfidence ?? 0) * one.accepted + (other.meanConfidence ?? 0) * other.accepted;
  return {
    products: one.products + other.products,
    accepted,
    later: one.later + other.later,
    meanConfidence: accepted === 0 ? null : weighed / accepted,
  };
}

/** The models' spending with one product more. */
export function withSpending(spending: Spending, { answered_by, path, usd }: ProductBody): Spending {
  const step = lastStep(path);
  const isReused = reused.has(step);
  const one = {
    fresh: isReused ? 0 : 1,
    reused: isReused ? 1 : 0,
    usd,
    usdInBatches: step === "batch" ? usd : 0,
  };
  return allSpending(spending, { [answered_by]: one });
}

/** The spending of two runs as one. */
export function allSpending(some: Spending, others: Spending): Spending {
  const sum: Record<string, ModelSpending> = { ...some };
  for (const [model, one] of Object.entries(others)) {
    const before = sum[model] ?? { fresh: 0, reused: 0, usd: 0, usdInBatches: 0 };
    sum[model] = {
      fresh: before.fresh + one.fresh,
      reused: before.reused + one.reused,
      usd: before.usd + one.usd,
      usdInBatches: before.usdInBatches + one.usdInBatches,
    };
  }
  return sum;
}

/**
 * What was saved against asking about each product alone, 0 to 1; null where nothing was paid. What a batch answered is
 * set against its own model's full price, an answer from before against what that model's answers cost alone on average.
 * The rows that are tried before a batch were paid in full and count as its own.
 *
 * @param factorOf what a model's price is multiplied with in a batch
 */
export function savingsOf(spending: Spending, factorOf: (model: string) => number): number | null {
  let paid = 0;
  let alone = 0;
  for (const [model, { fresh, reused, usd, usdInBatches }] of Object.entries(spending)) {
    const full = usd - usdInBatches + usdInBatches / factorOf(model);
    paid += usd;
    alone += full + (fresh === 0 ? 0 : (full / fresh) * reused);
  }
  return alone === 0 ? null : 1 - paid / alone;
}

function lastStep(path: readonly string[]): string {
  return path.at(-1)?.split(":")[0] ?? "none";
}

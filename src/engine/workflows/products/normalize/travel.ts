import type { Said } from "../../../language-model/chat-answer.ts";
import type { NormalizedProduct, Origin, RawProduct } from "../product.ts";
import type { Tier } from "../tiers.ts";

/** Who gave an answer. */
export type Source = "kept" | "cache" | "batch" | "single" | "fallback" | "rules";

/** Why a step gave none. */
export type Trouble =
  | "miss"
  | "length"
  | "refusal"
  | "broken"
  | "blank"
  | "contradicts"
  | "missing"
  | "expired"
  | "cancelled"
  | "refused"
  | "failed";

/** A step on a product's way, and how it ended. */
export interface PathStep {
  readonly step: Source;
  readonly end: "ok" | Trouble;
}

/** An answer about a product, checked, with where each of its values comes from. */
export interface CheckedAnswer {
  readonly product: NormalizedProduct;
  readonly origins: Readonly<Record<string, Origin>>;
  /** The model's name; `rules` for those. */
  readonly model: string;
  /** The prompt's version; the rules' for those. */
  readonly prompt: string;
}

/** What the cache of answers was to a product. */
export const cacheUses = ["exact", "semantic", "agreed", "disagreed", "unproven", "away"] as const;
/**
 * It answered, under the same name in another spelling (`exact`) or under one that says the same (`semantic`). In shadow
 * it would have, and a model said the same, or something else, or none said anything (`unproven`). Or its index was away.
 */
export type CacheUse = (typeof cacheUses)[number];

/** What a product carries through the stages. */
export interface NormalizeTravel {
  readonly raw: RawProduct;
  readonly line: number;
  readonly tier?: Tier;
  readonly score?: number;
  /** Under this its answer is kept. */
  readonly content?: string;
  /** Tokens of the request, ours and the retailer's. */
  readonly tokensIn?: number;
  /** What the batch brought, not looked at yet. */
  readonly said?: Said | null;
  readonly answer?: CheckedAnswer;
  /** How the cache answered, or that it could not be asked. */
  readonly cached?: "exact" | "semantic" | "away";
  /** What the cache would have answered, in shadow. */
  readonly shadow?: CheckedAnswer["product"];
  readonly path?: readonly PathStep[];
  /** What was paid for this product alone, dollars. */
  readonly usd?: number;
}

/** The way with one step more. */
export function went(
  { path = [] }: NormalizeTravel,
  step: Source,
  end: PathStep["end"],
): readonly PathStep[] {
  return [...path, { step, end }];
}

/** The last trouble with a model's answer. */
export function lastTrouble({ path = [] }: NormalizeTravel): Trouble | undefined {
  const end = path.findLast(({ step }) => step === "batch" || step === "single")?.end;
  return end === "ok" ? undefined : end;
}

/** What the cache was to the product, all in all; undefined where it had nothing to say. */
export function cacheUse({ cached, shadow, answer }: NormalizeTravel): CacheUse | undefined {
  if (!shadow) return cached;
  if (!answer || answer.model === "rules") return "unproven";
  return saysOf(shadow) === saysOf(answer.product) ? "agreed" : "disagreed";
}

/** All that an answer says of the product, whatever its case and blanks: `128 GB` is `128GB`. */
function saysOf({ brand, model, attributes }: NormalizedProduct): string {
  const told = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([brand, model, told]).toLowerCase().replaceAll(" ", "");
}

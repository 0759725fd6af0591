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

import type { ClaimedItem, Json } from "../../../../stores/ledger.ts";
import type { LikenessReason } from "./compare-names.ts";
import type { KnownOffer } from "./offer.ts";

/** An offer that may be the same product as the item's own. */
export interface Doubt {
  /** The other one's key. */
  readonly key: string;
  readonly offer: KnownOffer;
  /** 0 to 1. */
  readonly likeness: number;
  readonly reasons: readonly LikenessReason[];
}

/** Two offers of which nobody but a person can say whether they are one product. */
export interface DoubtfulPair {
  /** Keys of the products, the smaller one first. */
  readonly one: string;
  readonly other: string;
  readonly likeness: number;
  readonly reasons: readonly LikenessReason[];
  readonly mine: KnownOffer;
  readonly theirs: KnownOffer;
}

/** An offer, or a pair of them that is asked about. */
export interface MatchTravel {
  readonly offer?: KnownOffer;
  /** The group's name: the smallest key among its offers; null where the offer is alone. */
  readonly product?: string | null;
  readonly doubts?: readonly Doubt[];
  readonly pair?: DoubtfulPair;
}

export function beginMatch({ input, carry }: ClaimedItem): MatchTravel {
  return { ...(input as unknown as MatchTravel), ...(carry as object | null) };
}

export function carryMatch({ product, doubts }: MatchTravel): Json {
  return {
    ...(product ? { product } : {}),
    ...(doubts ? { doubts } : {}),
  } as unknown as Json;
}

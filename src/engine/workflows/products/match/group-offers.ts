import { setImmediate } from "node:timers/promises";
import type { MatchThresholds } from "../parameters.ts";
import {
  type ComparableName,
  type LikenessReason,
  likeness,
  type TokenWeights,
  weigh,
} from "./compare-names.ts";
import { OfferGroups } from "./offer-groups.ts";

/** One shop's offer. */
export interface Offer {
  readonly id: number;
  readonly retailer: string;
  readonly name: ComparableName;
}

/** Two offers that may be one product. */
export interface OfferPair {
  readonly left: number;
  readonly right: number;
  readonly score: number;
  readonly reasons: readonly LikenessReason[];
}

/** What persons said already. */
export interface SaidPairs {
  /** Pairs that are one product, however alike their names are; where they cannot all be, the first ones are. */
  readonly same: readonly { readonly left: number; readonly right: number }[];
  /** Are the two surely not one product? Then no group has both. */
  isApart(left: number, right: number): boolean;
}

export interface Grouped {
  /** Offers of one product, of one shop each at most; offers that are alone are left out. */
  readonly groups: readonly (readonly number[])[];
  /** Pairs that a person must decide, one between two groups, likeliest first. */
  readonly doubtful: readonly OfferPair[];
}

/** An offer is compared with those that share one of so many of its rarest tokens. */
const rarest = 6;

/** So many offers are compared before others get their turn. */
const turn = 256;

const nothingSaid: SaidPairs = { same: [], isApart: () => false };

/** A token of more offers than this tells too little to compare all of them. */
const tooMany = 300;

/**
 * Groups the same product of several shops: what persons said first, then the likeliest pairs, one offer a shop in each
 * group. A pair that would put two offers of one shop together, or two that a person keeps apart, is not made.
 *
 * @throws what `signal` is aborted with
 */
export async function groupOffers(
  offers: readonly Offer[],
  { sure, doubtful }: MatchThresholds,
  said: SaidPairs = nothingSaid,
  signal?: AbortSignal,
): Promise<Grouped> {
  const weights = weigh(offers.map(({ name }) => name));
  const pairs = (await pairsOf(offers, weights, doubtful, signal)).sort(
    (a, b) => b.score - a.score || a.left - b.left || a.right - b.right,
  );
  const groups = new OfferGroups(offers, said.isApart);
  for (const { left, right } of said.same) groups.join(left, right);
  const unsure: OfferPair[] = [];
  for (const pair of pairs) {
    if (pair.score >= sure) groups.join(pair.left, pair.right);
    else unsure.push(pair);
  }
  return { groups: groups.several(), doubtful: onePerGroups(unsure, groups) };
}

/** Of all pairs between the same two groups the likeliest: its answer is the answer to all of them. */
function onePerGroups(pairs: readonly OfferPair[], groups: OfferGroups): OfferPair[] {
  const asked = new Set<string>();
  return pairs.filter(({ left, right }) => {
    if (!groups.mayJoin(left, right)) return false;
    const between = [groups.groupOf(left), groups.groupOf(right)].sort((a, b) => a - b).join(" ");
    if (asked.has(between)) return false;
    asked.add(between);
    return true;
  });
}

/** Pairs of offers of different shops that share a rare token, each once. */
async function pairsOf(
  offers: readonly Offer[],
  weights: TokenWeights,
  least: number,
  signal?: AbortSignal,
): Promise<OfferPair[]> {
  const holders = new Map<string, Offer[]>();
  for (const offer of offers) {
    for (const token of offer.name.tokens) {
      const known = holders.get(token);
      if (known) known.push(offer);
      else holders.set(token, [offer]);
    }
  }
  const pairs = new Map<string, OfferPair>();
  for (const [at, offer] of offers.entries()) {
    if (at % turn === turn - 1) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    const telling = [...offer.name.tokens]
      .filter((token) => (holders.get(token)?.length ?? 0) <= tooMany)
      .sort((a, b) => weights.weightOf(b) - weights.weightOf(a))
      .slice(0, rarest);
    for (const other of new Set(telling.flatMap((token) => holders.get(token) ?? []))) {
      if (other.retailer === offer.retailer) continue;
      const [left, right] = offer.id < other.id ? [offer.id, other.id] : [other.id, offer.id];
      const key = `${left} ${right}`;
      if (pairs.has(key)) continue;
      const { score, reasons } = likeness(offer.name, other.name, weights);
      if (score >= least) pairs.set(key, { left, right, score, reasons });
    }
  }
  return [...pairs.values()];
}

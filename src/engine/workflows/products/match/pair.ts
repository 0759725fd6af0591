import type { EffectRow, Json, NewEffect, NewQuestion, Reason } from "../../../../stores/ledger.ts";
import type { ProductPair } from "../../../../stores/products.ts";
import { familyOf } from "../../../../stores/sqlite/ledger/rejections.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import type { PlannedEffect } from "../../workflow.ts";
import type { LikenessReason } from "./compare-names.ts";
import type { SaidPairs } from "./group-offers.ts";
import type { KnownOffer } from "./offer.ts";
import type { Doubt, DoubtfulPair } from "./travel.ts";

/** The one answer to whether two offers are one product; the other is none. */
const yes = "same";

/** A pair by its products' keys, in one order. */
export function pairKey(one: string, other: string): string {
  return one < other ? `${one} ⇔ ${other}` : `${other} ⇔ ${one}`;
}

/** Did a person say that the two are not one product? */
function keptApart({ ledger }: Stores, one: string, other: string): boolean {
  return ledger.rejections.targets(familyOf("products.match"), pairKey(one, other)).has(yes);
}

/** What persons said of the offers of a run, by their numbers; pairs of others are left out. */
export function saidPairs(
  stores: Stores,
  offers: ReadonlyMap<number, { readonly key: string }>,
  idOf: ReadonlyMap<string, number>,
): SaidPairs {
  const keyOf = (id: number) => offers.get(id)?.key ?? "";
  return {
    same: stores.products.pairs.all().flatMap(({ one, other }) => {
      const [left, right] = [idOf.get(one), idOf.get(other)];
      return left === undefined || right === undefined ? [] : [{ left, right }];
    }),
    isApart: (left, right) => keptApart(stores, keyOf(left), keyOf(right)),
  };
}

/** The pair of an offer and one that may be the same product. */
export function pairOf(key: string, offer: KnownOffer, doubt: Doubt): DoubtfulPair {
  const { likeness, reasons } = doubt;
  return key < doubt.key
    ? { one: key, other: doubt.key, likeness, reasons, mine: offer, theirs: doubt.offer }
    : { one: doubt.key, other: key, likeness, reasons, mine: doubt.offer, theirs: offer };
}

/** Whether they are one product. Never recommended strongly: what is sure is not asked. */
export function pairQuestion({ one, other, likeness, reasons, mine, theirs }: DoubtfulPair): NewQuestion {
  return {
    name: "same",
    subject: pairKey(one, other),
    recommendation: "medium",
    reasons: [{ code: "offer", speaks: "info", data: { offer: offerWords(mine) } }],
    candidates: [
      {
        id: yes,
        label: offerWords(theirs),
        score: Math.round(likeness * 1000) / 1000,
        probability: null,
        reasons: reasons.map(reasonOf),
        target: yes,
      },
    ],
  };
}

function offerWords({ retailer, name, price }: KnownOffer): string {
  return [retailer, name, ...(price === null ? [] : [price])].join(" · ");
}

function reasonOf(code: LikenessReason): Reason {
  return { code, speaks: code.startsWith("same-") ? "for" : "against" };
}

/** What a person said of a pair. That it is none is among the ledger's rejections; the effect is there to be taken back. */
interface Plan extends ProductPair {
  readonly same: boolean;
}

/** Remembers for all later runs whether they are one product. */
export function planPair({ one, other, likeness }: DoubtfulPair, isSame: boolean): NewEffect {
  const plan: Plan = { one, other, likeness, same: isSame };
  return { kind: "pair", plan: plan as unknown as Json };
}

/** Returns whether it was remembered before. */
export function performPair({ products: { pairs } }: Stores, effect: PlannedEffect): () => Json {
  const { same, ...pair } = effect.plan as unknown as Plan;
  return () => {
    const before = pairs.has(pair);
    if (same) pairs.put(pair);
    else pairs.remove(pair);
    return { before };
  };
}

/** @throws LoteError `target-changed` where another run was told otherwise since */
export function revertPair({ products: { pairs } }: Stores, effect: EffectRow): () => void {
  const { same, ...pair } = effect.plan as unknown as Plan;
  const { before } = (effect.before ?? { before: false }) as { readonly before: boolean };
  return () => {
    if (pairs.has(pair) !== same)
      throw new LoteError("target-changed", { detail: pairKey(pair.one, pair.other) });
    if (before) pairs.put(pair);
    else pairs.remove(pair);
  };
}

import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { WholeRun } from "../../../flow/stage.ts";
import type { MatchParameters } from "../parameters.ts";
import { comparableName } from "./compare-names.ts";
import { groupOffers, type Offer, type OfferPair } from "./group-offers.ts";
import type { KnownOffer } from "./offer.ts";
import { saidPairs } from "./pair.ts";
import type { Doubt, MatchTravel } from "./travel.ts";

/**
 * Groups the offers of the whole run. Each is told which product it is of, and, where it comes first of a doubtful pair,
 * with which others it may be one.
 */
export function groupStage(stores: Stores, thresholds: MatchParameters): WholeRun<MatchTravel> {
  return {
    kind: "whole-run",
    name: "group",
    async *run(items, { signal }) {
      const known = new Map<number, { readonly key: string; readonly offer: KnownOffer }>();
      const offers: Offer[] = [];
      for (const { id, key, travel } of items()) {
        const { offer } = travel;
        if (!offer) continue;
        known.set(id, { key, offer });
        offers.push({ id, retailer: offer.retailer, name: comparableName(offer.name) });
      }
      const idOf = new Map(Array.from(known, ([id, { key }]) => [key, id]));
      const keyOf = (id: number) => known.get(id)?.key ?? "";
      const said = saidPairs(stores, known, idOf);
      const { groups, doubtful } = await groupOffers(offers, thresholds, said, signal);
      const productOf = new Map<number, string>();
      for (const ids of groups) {
        const [product = ""] = ids.map(keyOf).sort();
        for (const id of ids) productOf.set(id, product);
      }
      const doubtsOf = Map.groupBy(doubtful, ({ left }) => left);
      for (const { id, travel, waiting } of items()) {
        if (!waiting || !travel.offer) continue;
        const doubts = (doubtsOf.get(id) ?? []).flatMap((pair) => doubtOf(pair));
        yield { id, travel: { ...travel, product: productOf.get(id) ?? null, doubts } };
      }

      function doubtOf({ right, score, reasons }: OfferPair): Doubt[] {
        const other = known.get(right);
        return other ? [{ key: other.key, offer: other.offer, likeness: score, reasons }] : [];
      }
    },
  };
}

import type { Json } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { Estimate } from "../../workflow.ts";
import { knownOffers } from "./offer.ts";

/** What is known of a comparison before it starts. */
export interface MatchEstimate {
  /** Offers by shop, the most first. */
  readonly shops: Readonly<Record<string, number>>;
}

/** Which offers there are to be compared. Nobody is asked and nothing is paid. */
export async function estimateMatch(stores: Stores, max: number | null): Promise<Estimate> {
  const counts = new Map<string, number>();
  let items = 0;
  for (const [, { retailer }] of knownOffers(stores)) {
    if (max !== null && items >= max) break;
    items++;
    counts.set(retailer, (counts.get(retailer) ?? 0) + 1);
  }
  const shops = Object.fromEntries([...counts].toSorted(([, one], [, other]) => other - one));
  const detail: MatchEstimate = { shops };
  return { items, requests: 0, usd: 0, seconds: null, missing: [], detail: detail as unknown as Json };
}

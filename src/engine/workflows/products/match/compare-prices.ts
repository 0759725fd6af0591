import type { ItemRow } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { KnownOffer } from "./offer.ts";
import { OfferGroups } from "./offer-groups.ts";
import { saidPairs } from "./pair.ts";

/** One shop's price of a product. */
export type PricedOffer = Pick<KnownOffer, "retailer" | "sku" | "name" | "price">;

/** A product of several shops. */
export interface ComparedProduct {
  readonly brand: string;
  readonly name: string;
  readonly offers: readonly PricedOffer[];
  /** The shop that asks least; null where no price is known. */
  readonly cheapest: string | null;
  readonly lowest: number | null;
  readonly highest: number | null;
  /** How much more the dearest asks than the cheapest, as a share of the cheapest; null where fewer than two prices are known. */
  readonly spread: number | null;
}

/** A run's comparison of prices. */
export interface PriceComparison {
  /** The widest spread first. */
  readonly products: readonly ComparedProduct[];
  readonly offers: number;
  /** Pairs that persons said are one product, and are shown as one. */
  readonly accepted: number;
  /** Such pairs that are not, as one of them stands in a group with another offer of the same shop. */
  readonly crossed: number;
}

/** What the one document tells of a run: its figures, and the products whose prices lie furthest apart. */
export interface MatchSummary extends Omit<PriceComparison, "products"> {
  readonly products: number;
  /** How often each shop is the cheapest of several. */
  readonly cheapest: Readonly<Record<string, number>>;
  readonly widest: readonly ComparedProduct[];
}

const mostWidest = 20;
const page = 1000;

export function matchSummary(stores: Stores, run: number): MatchSummary {
  const { products, ...figures } = comparePrices(stores, run);
  const cheapest: Record<string, number> = {};
  for (const { cheapest: shop, spread } of products) {
    if (shop !== null && spread !== null) cheapest[shop] = (cheapest[shop] ?? 0) + 1;
  }
  return { ...figures, products: products.length, cheapest, widest: products.slice(0, mostWidest) };
}

interface Compared extends KnownOffer {
  readonly id: number;
  readonly key: string;
  readonly product: string | null;
}

/** The groups of a run, with what persons said of pairs since, as prices to be compared. */
export function comparePrices(stores: Stores, run: number): PriceComparison {
  const offers = new Map<number, Compared>();
  const idOf = new Map<string, number>();
  for (const offer of offersOf(stores, run)) {
    offers.set(offer.id, offer);
    idOf.set(offer.key, offer.id);
  }
  const { same, isApart } = saidPairs(stores, offers, idOf);
  const groups = new OfferGroups(offers.values(), isApart);
  for (const { id, product } of offers.values()) {
    const first = product === null ? undefined : idOf.get(product);
    if (first !== undefined) groups.join(first, id);
  }
  for (const { left, right } of same) groups.join(left, right);
  const accepted = same.filter(({ left, right }) => groups.groupOf(left) === groups.groupOf(right)).length;
  const products = groups.several().map((ids) => compared(ids.flatMap((id) => offers.get(id) ?? [])));
  return {
    products: products.toSorted((a, b) => (b.spread ?? -1) - (a.spread ?? -1)),
    offers: offers.size,
    accepted,
    crossed: same.length - accepted,
  };
}

/** The offers that the run has grouped, in the order in which they were read. */
function offersOf({ ledger }: Stores, run: number): Compared[] {
  const offers: Compared[] = [];
  for (let rows: ItemRow[] = ledger.items.page(run, "", page); rows.length > 0; ) {
    for (const { id, key, result } of rows) {
      const told = result as unknown as (KnownOffer & { readonly product: string | null }) | null;
      if (told?.retailer !== undefined) offers.push({ ...told, id, key });
    }
    rows = ledger.items.page(run, rows.at(-1)?.key ?? "", page);
  }
  return offers.sort((a, b) => a.id - b.id);
}

/** To a hundredth of a per cent: what is behind that is noise of the division. */
function spreadOf(lowest: number, highest: number): number {
  return Math.round((highest / lowest - 1) * 10_000) / 10_000;
}

function compared(offers: readonly KnownOffer[]): ComparedProduct {
  const priced = offers
    .filter(
      (offer): offer is KnownOffer & { readonly price: number } => offer.price !== null && offer.price > 0,
    )
    .toSorted((a, b) => a.price - b.price);
  const cheapest = priced[0];
  const dearest = priced.at(-1);
  const named = offers.toSorted((a, b) => a.normalized.length - b.normalized.length)[0];
  return {
    brand: offers.find(({ brand }) => brand !== "")?.brand ?? "",
    name: named?.normalized ?? "",
    offers: offers.map(({ retailer, sku, name, price }) => ({ retailer, sku, name, price })),
    cheapest: cheapest?.retailer ?? null,
    lowest: cheapest?.price ?? null,
    highest: dearest?.price ?? null,
    spread: cheapest && dearest && priced.length > 1 ? spreadOf(cheapest.price, dearest.price) : null,
  };
}

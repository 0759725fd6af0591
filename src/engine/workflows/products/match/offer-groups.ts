/** Offers that are one product, put together pair by pair: one offer of a shop in each group. */
export class OfferGroups {
  readonly #retailers: ReadonlyMap<number, string>;
  readonly #groupOf: Map<number, readonly number[]>;

  constructor(
    offers: Iterable<{ readonly id: number; readonly retailer: string }>,
    /** Did a person say that the two are not one product? */
    private readonly isApart: (left: number, right: number) => boolean,
  ) {
    this.#retailers = new Map(Array.from(offers, ({ id, retailer }) => [id, retailer]));
    this.#groupOf = new Map(Array.from(this.#retailers.keys(), (id) => [id, [id]]));
  }

  /** Are they in two groups that may become one? */
  mayJoin(left: number, right: number): boolean {
    const one = this.#groupOf.get(left);
    const other = this.#groupOf.get(right);
    if (!one || !other || one === other) return false;
    const shops = new Set(one.map((id) => this.#retailers.get(id)));
    if (other.some((id) => shops.has(this.#retailers.get(id)))) return false;
    return !one.some((mine) => other.some((theirs) => this.isApart(mine, theirs)));
  }

  /** Makes one group of the two, where that may be. */
  join(left: number, right: number): void {
    if (!this.mayJoin(left, right)) return;
    const both = [...(this.#groupOf.get(left) ?? []), ...(this.#groupOf.get(right) ?? [])];
    for (const id of both) this.#groupOf.set(id, both);
  }

  /** The same number for offers of one group, as long as none is joined. */
  groupOf(id: number): number {
    return this.#groupOf.get(id)?.[0] ?? id;
  }

  /** Groups of more than one offer, each with its offers in order. */
  several(): readonly (readonly number[])[] {
    return [...new Set(this.#groupOf.values())]
      .filter(({ length }) => length > 1)
      .map((ids) => ids.toSorted((a, b) => a - b));
  }
}

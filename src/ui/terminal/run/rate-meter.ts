/** Items a second over the last ten seconds. */
export class RateMeter {
  readonly #samples: { readonly at: number; readonly count: number }[] = [];

  constructor(private readonly windowMs = 10_000) {}

  /** `count` items are finished at time `at`, ms. */
  add(at: number, count: number): void {
    const last = this.#samples.at(-1);
    // Items that are put back (a retry, an undo) start a new measurement.
    if (last && count < last.count) this.#samples.length = 0;
    if (last && at - last.at < this.windowMs / 50 && count === last.count) return;
    this.#samples.push({ at, count });
    while ((this.#samples[1]?.at ?? at) <= at - this.windowMs) this.#samples.shift();
  }

  /** Null until half a second was measured. */
  perSecond(at: number): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || at - first.at < 500) return null;
    return ((last.count - first.count) * 1000) / (at - first.at);
  }
}

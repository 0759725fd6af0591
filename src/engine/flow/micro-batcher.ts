import pLimit from "p-limit";

export interface MicroBatcherOptions<Part, Result> {
  /** Batches that may run at once. */
  readonly concurrency: number;
  /** The most parts of a batch. */
  readonly maxParts: number;
  /** The most weight of a batch (tokens, pixels); a heavier part goes alone. */
  readonly maxWeight?: number;
  /** How long a part waits for company while more may come. */
  readonly waitMs: number;
  readonly weigh?: (part: Part) => number;
  /** Is anything on its way here? When not, nobody waits for it. */
  readonly expectsMore: () => boolean;
  /** One result or error a part, in order. A rejection is everyone's. */
  readonly run: (parts: readonly Part[]) => Promise<readonly (Result | Error)[]>;
}

interface Entry<Part, Result> {
  readonly part: Part;
  readonly weight: number;
  /** When it began to wait. */
  readonly since: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers parts of many items into batches as full as they come: a full batch leaves at once, the last ones
 * leave as soon as nothing else is on its way, and while all runners are busy the next batch goes on filling.
 */
export class MicroBatcher<Part, Result> {
  readonly #limit;
  #queue: Entry<Part, Result>[] = [];
  #weight = 0;
  #pumping = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: MicroBatcherOptions<Part, Result>) {
    this.#limit = pLimit(options.concurrency);
  }

  add(part: Part): Promise<Result> {
    const weight = this.options.weigh?.(part) ?? 0;
    return new Promise((resolve, reject) => {
      this.#queue.push({ part, weight, since: performance.now(), resolve, reject });
      this.#weight += weight;
      this.#pumpSoon();
    });
  }

  /** Something changed upstream: perhaps nobody else comes. */
  nudge(): void {
    if (this.#queue.length > 0) this.#pumpSoon();
  }

  /** After all that is added in this turn: the first of many must not leave alone. */
  #pumpSoon(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    queueMicrotask(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  /** Sends on what waits, whatever may still come: it is about to be turned away. */
  flush(): void {
    while (this.#queue.length > 0) this.#dispatch();
  }

  #pump(): void {
    while (this.#hasRunner && this.#isReady) this.#dispatch();
    const first = this.#queue[0];
    if (!first || !this.#hasRunner || this.#timer !== undefined) return;
    const wait = Math.max(0, first.since + this.options.waitMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#pump();
    }, wait);
  }

  get #hasRunner(): boolean {
    return this.#limit.activeCount + this.#limit.pendingCount < this.options.concurrency;
  }

  /** Is there a batch that should leave now: full, or nothing else comes, or it waited long enough? */
  get #isReady(): boolean {
    const { maxParts, maxWeight = Number.POSITIVE_INFINITY, waitMs, expectsMore } = this.options;
    const first = this.#queue[0];
    if (!first) return false;
    if (this.#queue.length >= maxParts || this.#weight >= maxWeight) return true;
    return !expectsMore() || performance.now() - first.since >= waitMs;
  }

  #dispatch(): void {
    const batch = this.#take();
    void this.#limit(async () => {
      try {
        const results = await this.options.run(batch.map((entry) => entry.part));
        if (results.length !== batch.length) {
          throw new Error(`a batch of ${batch.length} gave ${results.length} results`);
        }
        for (const [index, entry] of batch.entries()) {
          const result = results[index];
          if (result instanceof Error) entry.reject(result);
          else entry.resolve(result as Result);
        }
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }).then(() => this.#pump());
  }

  #take(): Entry<Part, Result>[] {
    const { maxParts, maxWeight = Number.POSITIVE_INFINITY } = this.options;
    let weight = 0;
    let count = 0;
    for (const entry of this.#queue) {
      if (count === maxParts || (count > 0 && weight + entry.weight > maxWeight)) break;
      weight += entry.weight;
      count++;
    }
    const batch = this.#queue.slice(0, count);
    this.#queue = this.#queue.slice(count);
    this.#weight = this.#queue.length === 0 ? 0 : this.#weight - weight;
    return batch;
  }
}

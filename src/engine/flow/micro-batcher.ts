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

  #pump(): void {
    const { maxParts, maxWeight = Number.POSITIVE_INFINITY, concurrency, waitMs } = this.options;
    while (this.#limit.activeCount + this.#limit.pendingCount < concurrency) {
      const full = this.#queue.length >= maxParts || this.#weight >= maxWeight;
      if (!full && (this.#queue.length === 0 || this.options.expectsMore())) break;
      this.#dispatch();
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const oldest = this.#queue[0];
    if (oldest && this.#limit.activeCount < concurrency) {
      const left = Math.max(0, oldest.since + waitMs - performance.now());
      this.#timer = setTimeout(() => this.#dispatch(), left);
    }
  }

  #dispatch(): void {
    const batch = this.#take();
    if (batch.length === 0) return;
    void this.#limit(async () => {
      try {
        const results = await this.options.run(batch.map((entry) => entry.part));
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
    this.#weight -= weight;
    return batch;
  }
}

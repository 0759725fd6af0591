import { LoteError, toLoteError } from "../../errors/lote-error.ts";
import type { ModelHost } from "../host/model-host.ts";

export interface HostPoolOptions<Item, Result> {
  /** Starts one host with the model loaded. */
  readonly start: () => Promise<ModelHost>;
  readonly hosts: number;
  /** One call of the graph: a result for each item, in their order. See `rowsOfPictures`. */
  readonly run: (host: ModelHost, items: readonly Item[]) => Promise<readonly Result[]>;
  /** Most items of one call; 1 for graphs whose result depends on the batch. */
  readonly maxBatch: number;
}

/** Items of one call of {@link HostPool.runItems}. */
interface Job<Item, Result> {
  readonly items: readonly Item[];
  readonly results: (Result | LoteError)[];
  left: number;
  over: boolean;
  readonly done: PromiseWithResolvers<(Result | LoteError)[]>;
}

/** A run of neighbours of a job that goes to a host as one batch. */
interface Chunk<Item, Result> {
  readonly job: Job<Item, Result>;
  readonly from: number;
  readonly to: number;
  /** How often a host has died over this chunk while it held one item only. */
  readonly deathsAlone: number;
}

interface Slot<Item, Result> {
  host: Promise<ModelHost> | undefined;
  chunk: Chunk<Item, Result> | undefined;
}

/** Dying over one item alone this often proves the item guilty; once may have been something else. */
const deathsThatProve = 2;

/**
 * Model hosts that share the work. An item that kills its host costs the others nothing: the host is started anew
 * and the batch halved until the item stands alone, which then gets the error while every other one gets its vector.
 */
export class HostPool<Item, Result> {
  readonly #options: HostPoolOptions<Item, Result>;
  readonly #slots: Slot<Item, Result>[];
  readonly #queue: Chunk<Item, Result>[] = [];
  #closed = false;

  constructor(options: HostPoolOptions<Item, Result>) {
    this.#options = options;
    this.#slots = Array.from({ length: options.hosts }, () => ({ host: undefined, chunk: undefined }));
  }

  /**
   * The result of each item, in the order of the items, or what went wrong with that item alone. Calls may
   * overlap. Aborting kills the hosts that are at work on this call at once and rejects with the signal's reason.
   *
   * @throws LoteError where no host can be started (`model-broken`, `model-crashed`).
   */
  runItems(
    items: readonly Item[],
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<(Result | LoteError)[]> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#closed) return Promise.reject(new LoteError("bug", { detail: "the host pool is closed" }));
    if (items.length === 0) return Promise.resolve([]);
    const done = Promise.withResolvers<(Result | LoteError)[]>();
    const job: Job<Item, Result> = {
      items,
      results: new Array(items.length),
      left: items.length,
      over: false,
      done,
    };
    const abort = () => this.#end(job, signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    const length = Math.min(this.#options.maxBatch, Math.ceil(items.length / this.#slots.length));
    for (let from = 0; from < items.length; from += length) {
      this.#queue.push({ job, from, to: Math.min(from + length, items.length), deathsAlone: 0 });
    }
    this.#hand();
    return done.promise.finally(() => signal?.removeEventListener("abort", abort));
  }

  /** Starts every host now instead of with the first items. @throws LoteError as {@link runItems} does. */
  async warm(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => this.#hostOf(slot)));
  }

  /** CPU time of the hosts that live now, milliseconds. */
  async cpuMs(): Promise<number> {
    const hosts = await Promise.all(this.#slots.map((slot) => slot.host?.catch(() => undefined)));
    return hosts.reduce((sum, host) => sum + (host?.cpuMs ?? 0), 0);
  }

  /** Ends all hosts at once; calls under way reject with `reason`. */
  kill(reason: unknown = new LoteError("model-crashed", { detail: "SIGKILL" })): void {
    this.#closed = true;
    const jobs = new Set(
      [...this.#queue, ...this.#slots.map(({ chunk }) => chunk)].map((chunk) => chunk?.job),
    );
    for (const job of jobs) if (job) this.#end(job, reason);
    for (const slot of this.#slots) killHost(slot);
  }

  /** Lets calls under way finish, then ends the hosts. */
  async close(): Promise<void> {
    this.#closed = true;
    const jobs = new Set(
      [...this.#queue, ...this.#slots.map(({ chunk }) => chunk)].map((chunk) => chunk?.job),
    );
    await Promise.allSettled([...jobs].map((job) => job?.done.promise));
    await Promise.all(
      this.#slots.map(async (slot) => {
        const host = await slot.host?.catch(() => undefined);
        await host?.close();
      }),
    );
  }

  #hand(): void {
    for (const slot of this.#slots) {
      if (slot.chunk) continue;
      const chunk = this.#queue.shift();
      if (!chunk) return;
      slot.chunk = chunk;
      this.#run(slot, chunk).finally(() => {
        slot.chunk = undefined;
        this.#hand();
      });
    }
  }

  async #run(slot: Slot<Item, Result>, chunk: Chunk<Item, Result>): Promise<void> {
    const { job, from, to } = chunk;
    let host: ModelHost;
    try {
      host = await this.#hostOf(slot);
    } catch (error) {
      this.#end(job, error);
      return;
    }
    if (job.over) return;
    try {
      const results = await this.#options.run(host, job.items.slice(from, to));
      results.forEach((result, at) => {
        settle(job, from + at, result);
      });
    } catch (thrown) {
      if (!host.alive) slot.host = undefined;
      if (!job.over) this.#narrowDown(chunk, toLoteError(thrown));
    }
  }

  /** Halves a chunk that failed; what is one item already is tried again until it is proved, then gets the error. */
  #narrowDown({ job, from, to, deathsAlone }: Chunk<Item, Result>, error: LoteError): void {
    if (to - from > 1) {
      const middle = (from + to) >> 1;
      this.#queue.unshift(
        { job, from, to: middle, deathsAlone: 0 },
        { job, from: middle, to, deathsAlone: 0 },
      );
      return;
    }
    const deaths = deathsAlone + 1;
    if (error.code === "model-crashed" && deaths < deathsThatProve) {
      this.#queue.unshift({ job, from, to, deathsAlone: deaths });
    } else {
      settle(job, from, error);
    }
  }

  /** The slot's host; one that has died meanwhile is replaced. */
  async #hostOf(slot: Slot<Item, Result>): Promise<ModelHost> {
    const known = await slot.host?.catch(() => undefined);
    if (known?.alive) return known;
    slot.host = this.#options.start();
    return slot.host;
  }

  /** Rejects a job and frees what it occupies. */
  #end(job: Job<Item, Result>, reason: unknown): void {
    if (job.over) return;
    job.over = true;
    for (let at = this.#queue.length - 1; at >= 0; at--)
      if (this.#queue[at]?.job === job) this.#queue.splice(at, 1);
    for (const slot of this.#slots) if (slot.chunk?.job === job) killHost(slot);
    job.done.reject(reason);
  }
}

function killHost(slot: { host: Promise<ModelHost> | undefined }): void {
  slot.host?.then((host) => host.kill()).catch(() => {});
  slot.host = undefined;
}

function settle<Item, Result>(job: Job<Item, Result>, at: number, result: Result | LoteError): void {
  job.results[at] = result;
  job.left -= 1;
  if (job.left === 0 && !job.over) {
    job.over = true;
    job.done.resolve(job.results);
  }
}

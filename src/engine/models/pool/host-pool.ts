import { LoteError, toLoteError } from "../../errors/lote-error.ts";
import type { ModelHost } from "../host/model-host.ts";
import type { HostTensor } from "../host/tensor.ts";

/** One thing to run a model on: the bytes of its input tensor, without the batch dimension. */
export interface PoolItem {
  readonly pixels: Uint8Array;
}

export interface HostPoolOptions {
  /** Starts one host with the model loaded. */
  readonly start: () => Promise<ModelHost>;
  readonly hosts: number;
  /** The graph's input: its name and the shape of one item. */
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  /** The graph's output: one row of float32 numbers an item. */
  readonly output: string;
  /** Most items of one call; 1 for graphs whose result depends on the batch. */
  readonly maxBatch: number;
}

/** Items of one call of {@link HostPool.runItems}. */
interface Job {
  readonly items: readonly PoolItem[];
  readonly results: (Float32Array | LoteError)[];
  left: number;
  over: boolean;
  readonly done: PromiseWithResolvers<(Float32Array | LoteError)[]>;
}

/** A run of neighbours of a job that goes to a host as one batch. */
interface Chunk {
  readonly job: Job;
  readonly from: number;
  readonly to: number;
  /** How often a host has died over this chunk while it held one item only. */
  readonly deathsAlone: number;
}

interface Slot {
  host: Promise<ModelHost> | undefined;
  chunk: Chunk | undefined;
}

/** Dying over one item alone this often proves the item guilty; once may have been something else. */
const deathsThatProve = 2;

/**
 * Model hosts that share the work. An item that kills its host costs the others nothing: the host is started anew
 * and the batch halved until the item stands alone, which then gets the error while every other one gets its vector.
 */
export class HostPool {
  readonly #options: HostPoolOptions;
  readonly #slots: Slot[];
  readonly #queue: Chunk[] = [];
  #closed = false;

  constructor(options: HostPoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.hosts }, () => ({ host: undefined, chunk: undefined }));
  }

  /**
   * The output row of each item, in the order of the items, or what went wrong with that item alone. Calls may
   * overlap. Aborting kills the hosts that are at work on this call at once and rejects with the signal's reason.
   *
   * @throws LoteError where no host can be started (`model-broken`, `model-crashed`).
   */
  runItems(
    items: readonly PoolItem[],
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<(Float32Array | LoteError)[]> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#closed) return Promise.reject(new LoteError("bug", { detail: "the host pool is closed" }));
    if (items.length === 0) return Promise.resolve([]);
    const done = Promise.withResolvers<(Float32Array | LoteError)[]>();
    const job: Job = { items, results: new Array(items.length), left: items.length, over: false, done };
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

  async #run(slot: Slot, chunk: Chunk): Promise<void> {
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
      const items = job.items.slice(from, to);
      const { name, shape } = this.#options.input;
      const outputs = await host.run({ [name]: stack(items, shape) });
      rowsOf(outputs[this.#options.output], items.length).forEach((row, at) => {
        settle(job, from + at, row);
      });
    } catch (thrown) {
      if (!host.alive) slot.host = undefined;
      if (!job.over) this.#narrowDown(chunk, toLoteError(thrown));
    }
  }

  /** Halves a chunk that failed; what is one item already is tried again until it is proved, then gets the error. */
  #narrowDown({ job, from, to, deathsAlone }: Chunk, error: LoteError): void {
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
  async #hostOf(slot: Slot): Promise<ModelHost> {
    const known = await slot.host?.catch(() => undefined);
    if (known?.alive) return known;
    slot.host = this.#options.start();
    return slot.host;
  }

  /** Rejects a job and frees what it occupies. */
  #end(job: Job, reason: unknown): void {
    if (job.over) return;
    job.over = true;
    for (let at = this.#queue.length - 1; at >= 0; at--)
      if (this.#queue[at]?.job === job) this.#queue.splice(at, 1);
    for (const slot of this.#slots) if (slot.chunk?.job === job) killHost(slot);
    job.done.reject(reason);
  }
}

function killHost(slot: Slot): void {
  slot.host?.then((host) => host.kill()).catch(() => {});
  slot.host = undefined;
}

function settle(job: Job, at: number, result: Float32Array | LoteError): void {
  job.results[at] = result;
  job.left -= 1;
  if (job.left === 0 && !job.over) {
    job.over = true;
    job.done.resolve(job.results);
  }
}

/** The items as one tensor. */
function stack(items: readonly PoolItem[], shape: readonly number[]): HostTensor {
  const length = shape.reduce((product, size) => product * size, 1);
  const data = new Uint8Array(items.length * length);
  items.forEach(({ pixels }, at) => {
    if (pixels.length !== length) {
      throw new LoteError("bug", { detail: `an item of ${pixels.length} bytes where ${length} are due` });
    }
    data.set(pixels, at * length);
  });
  return { type: "uint8", dims: [items.length, ...shape], data };
}

/** The rows of an output, each with memory of its own: a kept row must not keep its whole batch. */
function rowsOf(output: HostTensor | undefined, count: number): Float32Array[] {
  if (output?.type !== "float32" || output.dims[0] !== count) {
    throw new LoteError("bug", { detail: "the model's output is not one float32 row an item" });
  }
  const width = output.data.length / count;
  return Array.from({ length: count }, (_, at) => output.data.slice(at * width, (at + 1) * width));
}

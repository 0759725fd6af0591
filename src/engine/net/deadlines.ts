import { LoteError } from "../errors/lote-error.ts";

/** How long each part of a request may take, milliseconds. */
export interface Deadlines {
  /** Looking up the host's name. */
  readonly dns: number;
  /** Connecting, TLS included. */
  readonly connect: number;
  /** From the request being sent until all of the answer's header is there. */
  readonly firstByte: number;
  /** Waiting for the next piece of the answer's body. */
  readonly idle: number;
  /** Everything together, redirects included; waiting for one's turn at the host is not. */
  readonly total: number;
}

/** Fit for pages, pictures and the like. */
export const usualDeadlines: Deadlines = {
  dns: 10_000,
  connect: 15_000,
  firstByte: 30_000,
  idle: 30_000,
  total: 120_000,
};

/** The clocks of one request. Whoever works on it listens to {@link signal}, and says which part has begun. */
export class Clocks {
  readonly #controller = new AbortController();
  #total: Timer | undefined;
  readonly #unlisten: () => void;
  #phase: Timer | undefined;
  /** What is left of the whole, and since when it runs; milliseconds. */
  #left: number;
  #since = 0;
  #host = "";
  #stopped = false;

  constructor(
    readonly deadlines: Deadlines,
    signal?: AbortSignal,
  ) {
    this.#left = deadlines.total;
    const onAbort = () => this.#controller.abort(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#unlisten = () => signal?.removeEventListener("abort", onAbort);
    if (signal?.aborted) onAbort();
  }

  /** Aborted with `net-timeout`, or with the caller's own reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A part begins; the one before it is over. With the first one begins the whole, and goes on after a {@link hold}. */
  begin(phase: Exclude<keyof Deadlines, "total">, host: string): void {
    if (this.#stopped) return;
    this.#host = host;
    if (this.#total === undefined) {
      this.#since = performance.now();
      this.#total = setTimeout(() => this.#expire("total"), this.#left);
    }
    clearTimeout(this.#phase);
    this.#phase = setTimeout(() => this.#expire(phase), this.deadlines[phase]);
  }

  /** One's turn at a host is waited for: until the next part begins no time counts. */
  hold(): void {
    clearTimeout(this.#phase);
    if (this.#total === undefined) return;
    clearTimeout(this.#total);
    this.#total = undefined;
    this.#left = Math.max(0, this.#left - (performance.now() - this.#since));
  }

  /** The server has done its part, and waits for us. */
  rest(): void {
    clearTimeout(this.#phase);
  }

  /** Rejects as soon as time is up, whatever `work` does. */
  async race<Result>(work: Promise<Result>): Promise<Result> {
    const { signal } = this;
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const onAbort = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([work, aborted.promise]);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** The request is over. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#total);
    clearTimeout(this.#phase);
    this.#unlisten();
  }

  #expire(phase: keyof Deadlines): void {
    this.#controller.abort(new LoteError("net-timeout", { host: this.#host, phase: phaseNames[phase] }));
  }
}

/** As `net-timeout` tells them, the same in every language. */
const phaseNames = {
  dns: "DNS",
  connect: "connect",
  firstByte: "first-byte",
  idle: "idle",
  total: "total",
} as const satisfies Record<keyof Deadlines, string>;

import { LoteError } from "../errors/lote-error.ts";

/** How much may be asked of one host. */
export interface HostLimits {
  /** Requests at the same time. */
  readonly concurrency: number;
  /** At least so long between the beginnings of two requests, milliseconds. */
  readonly intervalMs: number;
}

interface Waiting {
  readonly enter: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** Beyond this a wait that a host asked for is handed to the scheduler, milliseconds. */
const patienceMs = 10_000;

/** Hosts that are forgotten when nothing is going on with them. */
const remembered = 512;

/** Time, as the gates see it. */
export interface Clock {
  /** Milliseconds from any fixed moment; never goes back. */
  now(): number;
  /** @returns to be called when it is no longer wanted */
  after(milliseconds: number, act: () => void): () => void;
}

const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, act) => {
    const timer = setTimeout(act, Math.ceil(milliseconds));
    return () => clearTimeout(timer);
  },
};

/** Politeness: each host has its own queue, so that a slow one holds up nobody else. */
export class HostGates {
  readonly #gates = new Map<string, HostGate>();

  constructor(
    private readonly limitsOf: (host: string) => HostLimits,
    private readonly clock: Clock = systemClock,
  ) {}

  /**
   * Waits for one's turn at a host.
   *
   * @returns to be called when the request is over
   * @throws LoteError `rate-limited` where the host has asked to be left alone for longer than is worth waiting; the
   * signal's reason
   */
  async enter(host: string, signal?: AbortSignal): Promise<() => void> {
    const gate = this.#gateOf(host);
    await gate.enter(signal);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      gate.leave();
    };
  }

  /** Nothing is asked of the host before so many milliseconds have passed. */
  pause(host: string, milliseconds: number): void {
    this.#gateOf(host).pause(milliseconds);
  }

  #gateOf(host: string): HostGate {
    const known = this.#gates.get(host);
    if (known) return known;
    if (this.#gates.size >= remembered) {
      for (const [name, gate] of this.#gates) if (gate.idle) this.#gates.delete(name);
    }
    const gate = new HostGate(host, this.limitsOf(host), this.clock);
    this.#gates.set(host, gate);
    return gate;
  }
}

class HostGate {
  #inside = 0;
  #nextAt = 0;
  #forgetTimer = () => {};
  #waiting: Waiting[] = [];

  constructor(
    private readonly host: string,
    private readonly limits: HostLimits,
    private readonly clock: Clock,
  ) {}

  get idle(): boolean {
    return this.#inside === 0 && this.#waiting.length === 0 && this.clock.now() >= this.#nextAt;
  }

  enter(signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => {
      this.#waiting = this.#waiting.filter((one) => one !== waiting);
      reject(signal?.reason);
    };
    const waiting: Waiting = {
      enter: () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      },
      refuse: (reason) => {
        signal?.removeEventListener("abort", onAbort);
        reject(reason);
      },
    };
    if (signal?.aborted) return Promise.reject(signal.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#waiting.push(waiting);
    this.#letIn();
    return promise;
  }

  leave(): void {
    this.#inside--;
    this.#letIn();
  }

  pause(milliseconds: number): void {
    this.#nextAt = Math.max(this.#nextAt, this.clock.now() + milliseconds);
    this.#letIn();
  }

  #letIn(): void {
    this.#forgetTimer();
    while (this.#waiting.length > 0 && this.#inside < this.limits.concurrency) {
      const wait = this.#nextAt - this.clock.now();
      if (wait > patienceMs) {
        this.#refuseAll(wait);
        return;
      }
      if (wait > 0) {
        this.#forgetTimer = this.clock.after(wait, () => this.#letIn());
        return;
      }
      this.#inside++;
      this.#nextAt = this.clock.now() + this.limits.intervalMs;
      this.#waiting.shift()?.enter();
    }
  }

  #refuseAll(retryAfterMs: number): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { refuse } of waiting) {
      refuse(new LoteError("rate-limited", { host: this.host }, { retryAfterMs }));
    }
  }
}

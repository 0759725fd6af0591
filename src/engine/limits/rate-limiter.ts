import type { RateGauge } from "../../stores/ledger.ts";
import type { RatePoolRow } from "../../stores/sqlite/ledger/rate-pools.ts";
import { backOffMs } from "../run/retry.ts";
import type { MachineClock } from "./machine-clock.ts";
import { MinuteMeter } from "./minute-meter.ts";
import type { ToldLimit, ToldLimits } from "./rate-headers.ts";
import { binding, burstMs, type MinuteLimits, type Slice, slice } from "./schedule.ts";

/** What the limiter needs of the ledger. */
export interface RateLedger {
  readonly ratePools: {
    get(pool: string): RatePoolRow | undefined;
    put(row: RatePoolRow): void;
  };
  write<T>(change: () => T): Promise<T>;
}

/** How much of what is asked of. */
export interface RatePool {
  /** What the service limits together: host and model. */
  readonly key: string;
  /** What is believed until the service itself says something. */
  readonly limits: MinuteLimits;
  /** What the person set: the service may lower it, not raise it. */
  readonly ceiling: MinuteLimits;
  /** The share of the limits that is used, above 0 and at most 1. */
  readonly target: number;
}

interface Waiting {
  readonly tokens: number;
  readonly enter: () => void;
  readonly refuse: (reason: unknown) => void;
  /** Nobody waits for it any more. */
  isGone: boolean;
}

/** Who may send, and when; and when to ask for those that are left. */
interface Granted {
  readonly granted: readonly { readonly waiting: Waiting; readonly at: number }[];
  readonly againAt: number | null;
}

const none: readonly never[] = [];

const later = (againAt: number): Granted => ({ granted: none, againAt });

/** The most times that are asked for at once. */
const sliceLength = 256;

/** A long pause is looked at again after so long: it may have been lifted. */
const lookAgainMs = 60_000;

/**
 * Lets requests to services through at the rate that is allowed, for all workers and processes of a workspace
 * together: what was let through is a row in the ledger, from which each takes short slices. Nothing is held in
 * stock, so that nothing is lost with a worker but a quarter of a second of what it was about to send.
 */
export class RateLimiter {
  readonly #lanes = new Map<string, Lane>();

  constructor(
    private readonly ledger: RateLedger,
    private readonly clock: MachineClock,
  ) {}

  /**
   * Waits until a request of so many tokens may be sent, however long that is.
   *
   * @throws the signal's reason; what keeps the ledger from being written
   */
  enter(pool: RatePool, tokens: number, signal?: AbortSignal): Promise<void> {
    return this.#laneOf(pool).enter(tokens, signal);
  }

  /** The service refused: nothing is asked before so many milliseconds have passed, or a growing pause of its own. */
  async refused(pool: RatePool, retryAfterMs: number | undefined): Promise<void> {
    const { ledger, clock } = this;
    await ledger.write(() => {
      const now = clock.now();
      const row = rowOf(ledger, pool.key, clock);
      // Several that were under way together are refused together: that is one refusal.
      const refusals = now < row.pausedUntil ? Math.max(row.refusals, 1) : row.refusals + 1;
      const until = Math.max(row.pausedUntil, now + (retryAfterMs ?? backOffMs(refusals - 1)));
      ledger.ratePools.put({
        ...row,
        refusals,
        pausedUntil: until,
        pausedUntilDate: clock.date() + (until - now),
        // Nothing is saved up during a pause.
        requestsAt: Math.max(row.requestsAt, until + burstMs),
        tokensAt: Math.max(row.tokensAt, until + burstMs),
      });
    });
  }

  /** The service answered: what its header says of the limits is heeded. Writes only where that changes something. */
  async answered(pool: RatePool, told: ToldLimits): Promise<void> {
    const { ledger, clock } = this;
    const changed = () => corrected(rowOf(ledger, pool.key, clock), told, pool, clock.now());
    if (!changed()) return;
    await ledger.write(() => {
      const next = changed();
      if (next) ledger.ratePools.put(next);
    });
  }

  /** How near this process is to the limits of each service that it asks. */
  gauges(): RateGauge[] {
    return [...this.#lanes.values()].map((lane) => lane.gauge());
  }

  #laneOf(pool: RatePool): Lane {
    const known = this.#lanes.get(pool.key);
    if (known) return known;
    const lane = new Lane(this.ledger, this.clock, pool);
    this.#lanes.set(pool.key, lane);
    return lane;
  }
}

/** What of this process waits for one pool. */
class Lane {
  #queue: Waiting[] = [];
  #isAsking = false;
  #again = () => {};
  readonly #meter = new MinuteMeter();
  /** Those that have a time that is not yet there. */
  #underway = 0;

  constructor(
    private readonly ledger: RateLedger,
    private readonly clock: MachineClock,
    private readonly pool: RatePool,
  ) {}

  enter(tokens: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => {
      waiting.isGone = true;
      this.#queue = this.#queue.filter((one) => one !== waiting);
      reject(signal?.reason);
    };
    const settled = () => signal?.removeEventListener("abort", onAbort);
    const waiting: Waiting = {
      tokens,
      isGone: false,
      enter: () => {
        settled();
        resolve();
      },
      refuse: (reason) => {
        settled();
        reject(reason);
      },
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#queue.push(waiting);
    this.#ask();
    return promise;
  }

  gauge(): RateGauge {
    const { ledger, clock, pool } = this;
    const row = rowOf(ledger, pool.key, clock);
    const limits = limitsOf(pool, row);
    const now = clock.now();
    const isPaused = now < row.pausedUntil;
    const waiting = this.#queue.length + this.#underway;
    // Who has a time already waits for no more than what the next one in the queue waits for.
    const tokens = this.#queue[0]?.tokens ?? 1;
    return {
      pool: pool.key,
      requestsLimit: limits.requests,
      tokensLimit: limits.tokens,
      ...this.#meter.total(now),
      waiting,
      heldBy: isPaused ? "service" : ((waiting > 0 ? binding(row, tokens, limits, now) : null) ?? "nothing"),
      heldUntil: isPaused ? Math.ceil(clock.date() + (row.pausedUntil - now)) : null,
    };
  }

  /** Asks the ledger for times for those who wait; one question at a time. */
  #ask(): void {
    if (this.#isAsking || this.#queue.length === 0) return;
    this.#isAsking = true;
    this.#again();
    this.#takeSlice()
      .then(({ granted, againAt }) => {
        this.#isAsking = false;
        for (const { waiting, at } of granted) this.#sendAt(waiting, at);
        if (againAt === null) this.#ask();
        else this.#askAt(againAt);
      })
      .catch((error) => {
        this.#isAsking = false;
        const waiting = this.#queue;
        this.#queue = [];
        for (const one of waiting) one.refuse(error);
      });
  }

  #askAt(at: number): void {
    if (this.#queue.length === 0) return;
    const wait = Math.min(Math.max(at - this.clock.now(), 1), lookAgainMs);
    this.#again = this.clock.after(wait, () => this.#ask());
  }

  async #takeSlice(): Promise<Granted> {
    const { ledger, clock, pool } = this;
    const look = () => {
      const row = rowOf(ledger, pool.key, clock);
      return { row, limits: limitsOf(pool, row), now: clock.now() };
    };
    const first = look();
    if (first.now < first.row.pausedUntil) return later(first.row.pausedUntil);
    if (first.limits.requests === null && first.limits.tokens === null)
      return this.#grant(
        this.#queue.slice(0, sliceLength),
        slice(first.row, this.#wants(), first.limits, first.now),
      );
    // Where the next time is far away, there is nothing to be written.
    const next = slice(first.row, this.#wants(1), first.limits, first.now);
    if (next.times.length === 0 && next.againAt !== null) return later(next.againAt);
    const taken = await ledger.write(() => {
      const { row, limits, now } = look();
      if (now < row.pausedUntil) return { waiting: none, times: none, againAt: row.pausedUntil };
      const waiting = this.#queue.slice(0, sliceLength);
      const taken = slice(row, this.#wants(), limits, now);
      if (taken.times.length > 0) ledger.ratePools.put({ ...row, ...taken.earned });
      return { waiting, times: taken.times, againAt: taken.againAt };
    });
    return this.#grant(taken.waiting, taken);
  }

  /** Those that were given times leave the queue; whoever left it meanwhile leaves a time unused. */
  #grant(waiting: readonly Waiting[], { times, againAt }: Pick<Slice, "times" | "againAt">): Granted {
    const granted = times.flatMap((at, index) => {
      const one = waiting[index];
      return one ? [{ waiting: one, at }] : [];
    });
    const gone = new Set(granted.map((one) => one.waiting));
    this.#queue = this.#queue.filter((one) => !gone.has(one));
    return { granted, againAt };
  }

  #wants(count = sliceLength): number[] {
    return this.#queue.slice(0, count).map(({ tokens }) => tokens);
  }

  #sendAt(waiting: Waiting, at: number): void {
    const wait = at - this.clock.now();
    if (wait <= 0) {
      this.#send(waiting);
      return;
    }
    this.#underway++;
    this.clock.after(wait, () => {
      this.#underway--;
      this.#send(waiting);
    });
  }

  /** Somebody may have been refused since the time was given. */
  #send(waiting: Waiting): void {
    if (waiting.isGone) return;
    if (this.clock.now() >= rowOf(this.ledger, this.pool.key, this.clock).pausedUntil) {
      this.#meter.add(this.clock.now(), waiting.tokens);
      waiting.enter();
      return;
    }
    this.#queue.unshift(waiting);
    this.#ask();
  }
}

/** The pool's row in this machine's time; a new one where there is none. */
function rowOf(ledger: RateLedger, key: string, clock: MachineClock): RatePoolRow {
  const row = ledger.ratePools.get(key);
  if (row?.machine === clock.machine) return row;
  const now = clock.now();
  const pausedUntil = row ? now + Math.max(0, row.pausedUntilDate - clock.date()) : 0;
  return {
    pool: key,
    machine: clock.machine,
    requestsAt: Math.max(now, pausedUntil + burstMs),
    tokensAt: Math.max(now, pausedUntil + burstMs),
    pausedUntil,
    pausedUntilDate: row?.pausedUntilDate ?? 0,
    refusals: row?.refusals ?? 0,
    toldRequests: row?.toldRequests ?? null,
    toldTokens: row?.toldTokens ?? null,
  };
}

/** What is used of the limits: the service's own word before what was believed, and never more than the person set. */
function limitsOf({ limits, ceiling, target }: RatePool, row: RatePoolRow): MinuteLimits {
  const of = (what: keyof MinuteLimits, told: number | null) => {
    const known = told ?? limits[what];
    const most = ceiling[what];
    const used = known === null || most === null ? (known ?? most) : Math.min(known, most);
    return used === null ? null : used * target;
  };
  return { requests: of("requests", row.toldRequests), tokens: of("tokens", row.toldTokens) };
}

/** The row after what an answer's header says; undefined where that changes nothing. */
function corrected(row: RatePoolRow, told: ToldLimits, pool: RatePool, now: number): RatePoolRow | undefined {
  const requestsAt = Math.max(row.requestsAt, now + restMs(told.requests, pool.target));
  const tokensAt = Math.max(row.tokensAt, now + restMs(told.tokens, pool.target));
  const next = {
    ...row,
    toldRequests: told.requests?.limit ?? row.toldRequests,
    toldTokens: told.tokens?.limit ?? row.toldTokens,
    refusals: now >= row.pausedUntil ? 0 : row.refusals,
    requestsAt,
    tokensAt,
  };
  const isSame =
    next.toldRequests === row.toldRequests &&
    next.toldTokens === row.toldTokens &&
    next.refusals === row.refusals &&
    requestsAt - row.requestsAt < noticeMs &&
    tokensAt - row.tokensAt < noticeMs;
  return isSame ? undefined : next;
}

/** Corrections below this are not worth a transaction, milliseconds. */
const noticeMs = 20;

/**
 * How long to hold back because less is left at the service than what this workspace alone would leave: somebody else
 * asks there too, or did shortly before. Half of what the target spares is kept free.
 */
function restMs(told: ToldLimit | null, target: number): number {
  if (told === null || told.remaining >= told.limit) return Number.NEGATIVE_INFINITY;
  const spare = Math.max((1 - target) / 2, 0.01) * told.limit;
  if (told.remaining >= spare) return Number.NEGATIVE_INFINITY;
  return burstMs + (told.resetMs * (spare - told.remaining)) / (told.limit - told.remaining);
}

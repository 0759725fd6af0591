import { expect, setDefaultTimeout, test } from "bun:test";
import { readRateHeaders } from "../../../src/engine/limits/rate-headers.ts";
import { RateLimiter, type RatePool } from "../../../src/engine/limits/rate-limiter.ts";
import type { Ledger } from "../../../src/stores/sqlite/ledger/index.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { simulate } from "../../fixtures/limits/simulate.ts";
import { VirtualClock } from "../../fixtures/limits/virtual-clock.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

// A busy machine takes its time.
setDefaultTimeout(60_000);

const tier3 = { requests: 5000, tokens: 5_000_000 };
const pool: RatePool = { key: "host model", limits: tier3, ceiling: tier3, target: 0.8 };

/** So many openings of one workspace, as so many processes have. */
function openLedgers(count: number) {
  const folder = temporaryFolder();
  const stores = Array.from({ length: count }, () => openStores(folder));
  return {
    ledgers: stores.map(({ ledger }) => ledger),
    [Symbol.dispose]: () => {
      for (const one of stores) one.close();
    },
  };
}

function firstOf({ ledgers }: ReturnType<typeof openLedgers>): Ledger {
  const [first] = ledgers;
  if (!first) throw new Error("none was opened");
  return first;
}

/** Sends requests of so many tokens as fast as allowed; their times. */
async function sent(
  limiter: RateLimiter,
  clock: VirtualClock,
  count: number,
  tokens = 1,
  of: RatePool = pool,
): Promise<number[]> {
  const times: number[] = [];
  const all = Array.from({ length: count }, () =>
    limiter.enter(of, tokens).then(() => {
      times.push(clock.now());
    }),
  );
  await clock.run(() => times.length === count);
  await Promise.all(all);
  return times;
}

test.each([
  ["tokens", { least: 200, most: 2000 }],
  ["requests", { least: 100, most: 500 }],
])(
  "three workers together use at least 98 of 100 parts of the target in every minute when %s bind, and never more",
  async (_, tokens) => {
    using opened = openLedgers(3);
    const { ledgers } = opened;
    const result = await simulate({
      ledgers,
      requests: 20_000,
      limits: tier3,
      target: 0.8,
      concurrency: 40,
      tokens,
    });
    expect(result).toMatchObject({ refused: 0, accepted: 20_000 });
    expect(result.least).toBeGreaterThan(0.98);
    expect(result.most).toBeLessThanOrEqual(1);
  },
  60_000,
);

test("the whole of a limit can be used without ever being above it, after a pause as well", async () => {
  using opened = openLedgers(2);
  const result = await simulate({
    ledgers: opened.ledgers,
    requests: 4000,
    limits: { requests: 500, tokens: 1e9 },
    target: 1,
    concurrency: 20,
    tokens: { least: 1, most: 10 },
  });
  expect(result.refused).toBe(0);
  expect(result.most).toBeLessThanOrEqual(1);
}, 60_000);

test("no more than half a second's worth is let through at once, however long nothing was asked", async () => {
  using opened = openLedgers(1);
  const clock = new VirtualClock();
  const limiter = new RateLimiter(firstOf(opened), clock);
  await sent(limiter, clock, 1);
  clock.after(3_600_000, () => undefined);
  await clock.run();
  const times = await sent(limiter, clock, 300);
  const first = times[0] ?? 0;
  expect(times.filter((time) => time - first < 1).length).toBeLessThanOrEqual(34);
  expect(times.filter((time) => time - first < 1000).length).toBeLessThanOrEqual(101);
});

test("nothing is sent by any worker before the moment that a refusal named, and then the rate is back at once", async () => {
  using opened = openLedgers(2);
  const clock = new VirtualClock();
  const [one, other] = opened.ledgers.map((ledger) => new RateLimiter(ledger, clock));
  if (!one || !other) throw new Error("two");
  await sent(one, clock, 50);
  const twoDays = 48 * 3600 * 1000;
  const asked = clock.now();
  const waiting = Array.from({ length: 30 }, () => other.enter(pool, 10).then(() => clock.now()));
  await one.refused(pool, twoDays);
  await one.refused(pool, 5);
  const times: number[] = [];
  for (const one of waiting) one.then((time) => times.push(time));
  await clock.run(() => times.length === 30);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(asked + twoDays);
  expect(Math.min(...times)).toBeLessThan(asked + twoDays + 250);
  const after = await sent(other, clock, 700);
  const first = Math.min(...times);
  expect(after.filter((time) => time < first + 10_000).length + 30).toBeGreaterThan(0.95 * 660);
});

test("a refusal without a time pauses for longer each time, and an answer ends that", async () => {
  using opened = openLedgers(1);
  const clock = new VirtualClock();
  const limiter = new RateLimiter(firstOf(opened), clock);
  const pauses: number[] = [];
  for (let round = 0; round < 5; round++) {
    const before = clock.now();
    await limiter.refused(pool, undefined);
    const [time = 0] = await sent(limiter, clock, 1);
    pauses.push(time - before);
  }
  expect(pauses[4]).toBeGreaterThan(4 * (pauses[0] ?? 0));
  await limiter.answered(pool, { requests: null, tokens: null });
  const before = clock.now();
  await limiter.refused(pool, undefined);
  const [time = 0] = await sent(limiter, clock, 1);
  expect(time - before).toBeLessThan(1300);
});

test("what the service says of its limits goes before what was believed, but not above what a person set", async () => {
  using opened = openLedgers(1);
  const clock = new VirtualClock();
  const limiter = new RateLimiter(firstOf(opened), clock);
  const told = (limit: number) =>
    readRateHeaders((name) => (/(limit|remaining)-requests$/.test(name) ? String(limit) : null));
  const believed: RatePool = {
    key: "a",
    limits: { requests: 60, tokens: null },
    ceiling: { requests: null, tokens: null },
    target: 1,
  };
  await limiter.answered(believed, told(6000));
  const quick = await sent(limiter, clock, 200, 1, believed);
  expect(Math.max(...quick) - Math.min(...quick)).toBeLessThan(2000);
  const set: RatePool = { ...believed, key: "b", ceiling: believed.limits };
  await limiter.answered(set, told(6000));
  const slow = await sent(limiter, clock, 20, 1, set);
  expect(Math.max(...slow) - Math.min(...slow)).toBeGreaterThan(18_000);
});

test("where the service has less left than this workspace used, somebody else asks too, and it is waited for", async () => {
  using opened = openLedgers(1);
  const clock = new VirtualClock();
  const limiter = new RateLimiter(firstOf(opened), clock);
  const headers: Record<string, string> = {
    "x-ratelimit-limit-tokens": "5000000",
    "x-ratelimit-remaining-tokens": "0",
    "x-ratelimit-reset-tokens": "1m0s",
  };
  const before = clock.now();
  await limiter.answered(
    pool,
    readRateHeaders((name) => headers[name]),
  );
  const [time = 0] = await sent(limiter, clock, 1, 1000);
  // A tenth of the limit comes back in a tenth of the time.
  expect(time - before).toBeGreaterThan(5900);
  expect(time - before).toBeLessThan(7000);
});

test("a request that is heavier than what may be saved up goes through alone, and the next one waits its turn", async () => {
  using opened = openLedgers(1);
  const clock = new VirtualClock();
  const limiter = new RateLimiter(firstOf(opened), clock);
  const times = await sent(limiter, clock, 4, 300_000);
  for (let at = 1; at < times.length; at++)
    expect((times[at] ?? 0) - (times[at - 1] ?? 0)).toBeGreaterThan(4400);
});

test("who stops waiting is let go at once, and the others go on", async () => {
  using opened = openLedgers(1);
  const clock = new VirtualClock();
  const limiter = new RateLimiter(firstOf(opened), clock);
  const slow: RatePool = {
    key: "slow",
    limits: { requests: 1, tokens: null },
    ceiling: { requests: 1, tokens: null },
    target: 1,
  };
  await sent(limiter, clock, 1, 1, slow);
  const abort = new AbortController();
  const gone = limiter.enter(slow, 1, abort.signal);
  const stays = limiter.enter(slow, 1).then(() => clock.now());
  const before = clock.now();
  abort.abort(new Error("stop"));
  expect(gone).rejects.toThrow("stop");
  let at = 0;
  stays.then((time) => {
    at = time;
  });
  await clock.run(() => at > 0);
  expect(at - before).toBeLessThan(61_000);
});

test("another start of the machine begins anew, but a pause that a service asked for outlives it", async () => {
  using opened = openLedgers(1);
  const ledger = firstOf(opened);
  const before = new VirtualClock("first start", 500_000_000);
  const limiter = new RateLimiter(ledger, before);
  await sent(limiter, before, 50);
  await limiter.refused(pool, 3_600_000);
  // Half an hour later by the date, on a machine that has just been started.
  const after = new VirtualClock("second start", 1000);
  const date = before.date() + 1_800_000 - after.now();
  after.date = () => date + after.now();
  const [time = 0] = await sent(new RateLimiter(ledger, after), after, 1);
  expect(time - 1000).toBeGreaterThanOrEqual(1_800_000);
  expect(time - 1000).toBeLessThan(1_801_000);
});

test.each([3_600_000, -3_600_000])(
  "a date that is set %i ms off moves no turn and no pause",
  async (jump) => {
    using opened = openLedgers(1);
    const clock = new VirtualClock();
    const limiter = new RateLimiter(firstOf(opened), clock);
    await limiter.refused(pool, 60_000);
    const refusedAt = clock.now();
    clock.date = () => 1.8e12 + clock.now() + jump;
    const times = await sent(limiter, clock, 100);
    expect(Math.min(...times) - refusedAt).toBeGreaterThanOrEqual(60_000);
    expect(Math.max(...times) - refusedAt).toBeLessThan(63_000);
  },
);

test("where nothing is known of a limit nothing is held back", async () => {
  using opened = openLedgers(1);
  const clock = new VirtualClock();
  const limiter = new RateLimiter(firstOf(opened), clock);
  const free: RatePool = {
    key: "own",
    limits: { requests: null, tokens: null },
    ceiling: { requests: null, tokens: null },
    target: 0.8,
  };
  const times = await sent(limiter, clock, 1000, 1000, free);
  expect(Math.max(...times)).toBe(Math.min(...times));
});

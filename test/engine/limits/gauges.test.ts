import { expect, setDefaultTimeout, test } from "bun:test";
import { RateLimiter, type RatePool } from "../../../src/engine/limits/rate-limiter.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { VirtualClock } from "../../fixtures/limits/virtual-clock.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

// A busy machine takes its time.
setDefaultTimeout(60_000);

const pool = (requests: number | null, tokens: number | null): RatePool => ({
  key: "host model",
  limits: { requests, tokens },
  ceiling: { requests, tokens },
  target: 0.8,
});

/** A limiter after so many requests were wanted at once and ten seconds have passed. */
async function afterTenSeconds(of: RatePool, wanted: number, tokens: number) {
  const stores = openStores(temporaryFolder());
  const clock = new VirtualClock();
  const limiter = new RateLimiter(stores.ledger, clock);
  let isOver = false;
  clock.after(10_000, () => {
    isOver = true;
  });
  let sent = 0;
  for (let index = 0; index < wanted; index++) {
    void limiter.enter(of, tokens).then(() => {
      sent++;
    });
  }
  await clock.run(() => isOver);
  const [gauge] = limiter.gauges();
  return { stores, clock, limiter, gauge, sent };
}

test("the gauge tells what was sent in the last minute, of which limits, and how many wait", async () => {
  const { stores, gauge, sent } = await afterTenSeconds(pool(60, 1_000_000), 30, 100);
  using _ = { [Symbol.dispose]: () => stores.close() };
  expect(sent).toBeGreaterThan(5);
  expect(sent).toBeLessThan(12);
  expect(gauge).toEqual({
    pool: "host model",
    requestsLimit: 48,
    tokensLimit: 800_000,
    requests: sent,
    tokens: sent * 100,
    waiting: 30 - sent,
    heldBy: "requests",
    heldUntil: null,
  });
});

test("the limit that binds is the one that is named", async () => {
  const { stores, gauge } = await afterTenSeconds(pool(6000, 1000), 30, 100);
  using _ = { [Symbol.dispose]: () => stores.close() };
  expect(gauge).toMatchObject({ heldBy: "tokens", heldUntil: null });
});

test("nothing holds back where nobody waits, and where no limit is known", async () => {
  for (const [of, wanted] of [
    [pool(6000, 1_000_000), 3],
    [pool(null, null), 30],
  ] as const) {
    const { stores, gauge } = await afterTenSeconds(of, wanted, 10);
    using _ = { [Symbol.dispose]: () => stores.close() };
    expect(gauge).toMatchObject({ requests: wanted, waiting: 0, heldBy: "nothing" });
  }
});

test("while the service asked for a pause, the gauge says until when", async () => {
  const of = pool(6000, 1_000_000);
  const { stores, clock, limiter } = await afterTenSeconds(of, 1, 10);
  using _ = { [Symbol.dispose]: () => stores.close() };
  await limiter.refused(of, 20_000);
  const [gauge] = limiter.gauges();
  expect(gauge).toMatchObject({ heldBy: "service", heldUntil: clock.date() + 20_000 });
});

import { expect, test } from "bun:test";
import type { RateGauge } from "../../../../src/stores/ledger.ts";
import { openStores } from "../../../../src/stores/sqlite/open.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

const gauge: RateGauge = {
  pool: "host model",
  requestsLimit: 400,
  tokensLimit: null,
  requests: 10,
  tokens: 1000,
  waiting: 2,
  heldBy: "nothing",
  heldUntil: null,
};

test("a pool is told once for all workers that ask it, and a worker that is gone counts no more", async () => {
  const { ledger, close } = openStores(temporaryFolder());
  using _ = { [Symbol.dispose]: close };
  const [mine, other, elsewhere] = await ledger.write(() => {
    const ids = [1, null, 2].map((run) => ledger.workers.enlist("machine", 1, run, "none.lock", 1000));
    const [mine = 0, other = 0, elsewhere = 0] = ids;
    ledger.rateGauges.put(mine, gauge);
    ledger.rateGauges.put(other, { ...gauge, requests: 5, heldBy: "service", heldUntil: 7 });
    ledger.rateGauges.put(elsewhere, { ...gauge, requests: 1, heldBy: "tokens" });
    ledger.rateGauges.put(elsewhere, { ...gauge, pool: "another" });
    return ids;
  });
  const together = { ...gauge, requests: 16, tokens: 3000, waiting: 6, heldBy: "service", heldUntil: 7 };
  expect(ledger.rateGauges.ofRun(1)).toEqual([together] as RateGauge[]);
  expect(ledger.rateGauges.ofRun(2).map(({ pool }) => pool)).toEqual(["another", "host model"]);
  await ledger.write(() => {
    for (const id of [other, elsewhere]) ledger.workers.bury(id ?? 0, []);
  });
  expect(ledger.rateGauges.ofRun(1)).toEqual([gauge]);
  expect(ledger.rateGauges.ofRun(2)).toEqual([]);
  expect(mine).toBeGreaterThan(0);
});

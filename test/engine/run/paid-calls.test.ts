import { expect, test } from "bun:test";
import { resumeRun, retryFailed } from "../../../src/engine/run/control.ts";
import { hurry, probeRun } from "../../fixtures/probe-run.ts";
import { openShop } from "../../fixtures/shop.ts";

const buying = { stages: ["buy"] as const, effects: false };

test("what was bought is settled at its real price, and a second run of the workspace does not buy it again", async () => {
  using shop = openShop({ usd: 0.03 });
  using probe = await probeRun({ ...buying, items: 5, serviceUrl: shop.url, worstUsd: 0.1 });
  await probe.work();
  const { ledger } = probe.stores;
  const { usd, requests, tokensIn, tokensOut } = ledger.spending.total(probe.run.id);
  expect([usd.toFixed(2), requests, tokensIn, tokensOut]).toEqual(["0.15", 5, 5, 10]);
  const again = await ledger.write(() =>
    ledger.runs.create({ ...probe.run, parameters: probe.run.parameters, fingerprint: "again" }),
  );
  await probe.work(undefined, again);
  expect(ledger.counters.counts(again.id).done).toBe(5);
  expect(ledger.spending.total(again.id).usd).toBe(0);
  expect([...shop.sold].sort()).toEqual(["n1", "n2", "n3", "n4", "n5"]);
});

test("a cap is never passed by calls side by side, all of it is used, and the run goes on when it is raised", async () => {
  using shop = openShop({ usd: 0.25 });
  using probe = await probeRun(
    { ...buying, items: 20, serviceUrl: shop.url, worstUsd: 0.4 },
    { maxCostUsd: 2 },
  );
  await probe.work();
  const { ledger } = probe.stores;
  // Seven cost 1.75, and an eighth could have cost 0.40.
  expect(shop.sold.length).toBe(7);
  expect(probe.row().state).toBe("paused");
  expect(probe.row().stopped?.code).toBe("max-cost");
  expect(ledger.counters.counts(probe.run.id).failed).toBe(0);
  await resumeRun(ledger, probe.run, 100);
  await probe.work();
  expect(shop.sold.length).toBe(20);
  expect(probe.row().state).toBe("ended");
});

test("a price that nobody knows stops the run before anything is bought", async () => {
  using shop = openShop({ usd: 0.25 });
  using probe = await probeRun({ ...buying, items: 3, serviceUrl: shop.url, worstUsd: null });
  await probe.work();
  expect(probe.row().stopped?.code).toBe("price-unknown");
  expect(shop.sold).toEqual([]);
});

test("a refused call costs nothing and is made again", async () => {
  using shop = openShop({ usd: 0.5, refuseFirst: 3 });
  using probe = await probeRun({ ...buying, items: 2, serviceUrl: shop.url, worstUsd: 1 }, {}, hurry());
  await probe.work();
  expect(probe.stores.ledger.counters.counts(probe.run.id).done).toBe(2);
  expect(probe.stores.ledger.spending.total(probe.run.id)).toMatchObject({ usd: 1, requests: 2 });
});

test("killed between the call and its answer, nothing is bought twice: the lost call counts, and waits for a person", async () => {
  let isSilent = true;
  using shop = openShop({ usd: 0.5, silent: (thing) => isSilent && thing === "n2" });
  using probe = await probeRun({ ...buying, items: 3, serviceUrl: shop.url, worstUsd: 0.8 });
  const worker = probe.startProcess();
  await shop.whenSold(3);
  const { ledger } = probe.stores;
  while (ledger.counters.counts(probe.run.id).done < 2) await Bun.sleep(10);
  worker.kill("SIGKILL");
  await worker.exited;
  isSilent = false;
  await probe.work();
  expect([...shop.sold].sort()).toEqual(["n1", "n2", "n3"]);
  expect(ledger.items.failures(probe.run.id, 9).map(({ key, failure }) => [key, failure.code])).toEqual([
    ["n2", "paid-unknown"],
  ]);
  expect(ledger.spending.total(probe.run.id).usd).toBeCloseTo(1.8, 9);
  await retryFailed(ledger, probe.run);
  await probe.work();
  expect([...shop.sold].sort()).toEqual(["n1", "n2", "n2", "n3"]);
  expect(ledger.spending.total(probe.run.id).usd).toBeCloseTo(2.3, 9);
  expect(ledger.counters.counts(probe.run.id).done).toBe(3);
});

test("a call that one run lost is made again for another run that wants the same, once that one is told to", async () => {
  let isSilent = true;
  using shop = openShop({ usd: 0.5, silent: () => isSilent });
  const parameters = { ...buying, items: 1, serviceUrl: shop.url, worstUsd: 0.8 };
  using probe = await probeRun(parameters);
  const { ledger } = probe.stores;
  const worker = probe.startProcess();
  await shop.whenSold(1);
  worker.kill("SIGKILL");
  await worker.exited;
  isSilent = false;
  await probe.work();
  const { workflow, policy } = probe.run;
  const other = await ledger.write(() =>
    ledger.runs.create({ workflow, parameters: parameters as never, policy, fingerprint: "other" }),
  );
  await probe.work(undefined, other);
  expect(ledger.items.failures(other.id, 9).map(({ failure }) => failure.code)).toEqual(["paid-unknown"]);
  await retryFailed(ledger, other);
  await probe.work(undefined, other);
  expect(ledger.counters.counts(other.id)).toMatchObject({ done: 1, failed: 0 });
  expect(shop.sold.length).toBe(2);
});

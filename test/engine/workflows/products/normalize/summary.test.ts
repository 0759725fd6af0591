import { expect, test } from "bun:test";
import { batchesOf, Tally } from "../../../../../src/engine/workflows/products/normalize/summary.ts";
import { openStores } from "../../../../../src/stores/sqlite/open.ts";
import { probeRun } from "../../../../fixtures/probe-run.ts";

const news = {
  tier: "simple",
  model: "m",
  status: "in_progress",
  total: 3,
  completed: 1,
  failed: 0,
} as const;

test("news of a batch that cannot be written down ends nothing, and are told at the next look", async () => {
  using probe = await probeRun({ items: 0 });
  const closed = openStores(probe.stores.folder);
  closed.close();
  const tally = new Tally();
  tally.batch(closed, probe.run, "batch_1", news);
  await expect(closed.ledger.write(() => undefined)).rejects.toThrow();
  tally.batch(probe.stores, probe.run, "batch_1", news);
  await probe.stores.ledger.write(() => undefined);
  expect(batchesOf(probe.stores, probe.run.id)).toMatchObject([{ remote: "batch_1", completed: 1 }]);
});

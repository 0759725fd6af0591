import { expect, test } from "bun:test";
import { probeRun } from "../../../fixtures/probe-run.ts";

test("a paid call is reserved at its worst, never past the cap, and settled once from what it really cost", async () => {
  using probe = await probeRun({ items: 0 });
  const { spending } = probe.stores.ledger;
  const call = { run: probe.run.id, item: null, service: "openai" };
  expect(spending.reserve({ ...call, key: "a", reservedUsd: 0.6 }, 1)).toBe(true);
  expect(spending.reserve({ ...call, key: "b", reservedUsd: 0.5 }, 1)).toBe(false);
  expect(spending.open(probe.run.id).map(({ key }) => key)).toEqual(["a"]);
  const cost = { usd: 0.2, tokensIn: 10, tokensOut: 5 };
  spending.settle("a", cost);
  spending.settle("a", cost);
  expect(spending.total(probe.run.id)).toEqual({ usd: 0.2, requests: 1, tokensIn: 10, tokensOut: 5 });
  expect(spending.reserve({ ...call, key: "b", reservedUsd: 0.5 }, 1)).toBe(true);
});

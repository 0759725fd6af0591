import { expect, test } from "bun:test";
import { probeRun } from "../../../fixtures/probe-run.ts";

test("a paid call is reserved at its worst, never past the cap, and settled once from what it really cost", async () => {
  using probe = await probeRun({ items: 0 });
  const { spending } = probe.stores.ledger;
  const call = { run: probe.run.id, item: null, service: "openai" };
  expect(spending.reserve({ ...call, key: "a", reservedUsd: 0.6 }, 1).state).toBe("reserved");
  expect(spending.reserve({ ...call, key: "b", reservedUsd: 0.5 }, 1)).toEqual({
    state: "over-cap",
    usd: 0,
    reservedUsd: 0.6,
  });
  expect(spending.reserve({ ...call, key: "a", reservedUsd: 0.6 }, 1)).toEqual({ state: "open", owner: 0 });
  const cost = { usd: 0.2, tokensIn: 10, tokensOut: 5 };
  spending.settle("a", cost, { thing: "x" });
  spending.settle("a", cost);
  expect(spending.total(probe.run.id)).toEqual({ usd: 0.2, requests: 1, tokensIn: 10, tokensOut: 5 });
  expect(spending.reserve({ ...call, key: "a", reservedUsd: 9 }, 1)).toEqual({
    state: "settled",
    answer: { thing: "x" },
  });
  expect(spending.reserve({ ...call, key: "b", reservedUsd: 0.5 }, 1).state).toBe("reserved");
});

test("a call that the service did not take frees what it had reserved", async () => {
  using probe = await probeRun({ items: 0 });
  const { spending } = probe.stores.ledger;
  const call = { run: probe.run.id, item: null, service: "openai", key: "a", reservedUsd: 0.6 };
  spending.reserve(call, 1);
  spending.release("a");
  expect(spending.reserve(call, 0.6).state).toBe("reserved");
  expect(spending.total(probe.run.id).requests).toBe(0);
});

import { expect, test } from "bun:test";
import { documentOf } from "../../../src/engine/run/document.ts";
import { probeRun } from "../../fixtures/probe-run.ts";

test("a run that was worked on for a moment took some time", async () => {
  using probe = await probeRun({ items: 1 });
  const { ledger } = probe.stores;
  await ledger.write(() => ledger.runs.addActive(probe.run.id, 0.4));
  expect(documentOf(ledger, probe.row(), "en").seconds).toBe(0.01);
});

test("answers that are carried out after its end add to a run's time", async () => {
  using probe = await probeRun({ items: 2, askEvery: 1, effects: true, stages: ["each"] });
  await probe.work();
  const { ledger } = probe.stores;
  const before = probe.row().activeMs;
  await ledger.write(() => {
    const [question] = ledger.questions.open(probe.run.id, "low", 1);
    if (!question) throw new Error("nothing is asked");
    ledger.decisions.decide(question.id, { by: "person", choice: "odd" });
    ledger.items.reopen(question.item, ["review"], 1000);
    ledger.runs.settleOnly(probe.run.id);
  });
  await probe.work();
  expect(probe.row().activeMs).toBeGreaterThan(before);
});

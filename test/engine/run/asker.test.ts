import { expect, test } from "bun:test";
import { decide } from "../../../src/engine/run/decide.ts";
import { undoDecision } from "../../../src/engine/run/take-back.ts";
import type { QuestionRow } from "../../../src/stores/ledger.ts";
import { type ProbeRun, probeRun } from "../../fixtures/probe-run.ts";

const asking = { stages: ["each", "choose", "batch"] as const, chooseEvery: 3 };

function questionsOf(probe: ProbeRun, key: string): QuestionRow[] {
  const { ledger } = probe.stores;
  const item = ledger.items.page(probe.run.id, "", 1000).find((one) => one.key === key);
  return item ? ledger.questions.ofItem(item.id) : [];
}

function stateOf(probe: ProbeRun, key: string) {
  return probe.stores.ledger.items.page(probe.run.id, "", 1000).find((one) => one.key === key);
}

function first(questions: readonly QuestionRow[]): QuestionRow {
  const [question] = questions;
  if (!question) throw new Error("no question");
  return question;
}

test("an item that is asked on the way waits there, and with its answer goes on through the later stages alone", async () => {
  using probe = await probeRun({ ...asking, items: 4 });
  await probe.work();
  const { ledger } = probe.stores;
  expect(ledger.counters.counts(probe.run.id)).toMatchObject({ done: 3, review: 1 });
  expect(probe.row().state).toBe("ended");
  const squares = () => ledger.counters.stages(probe.run.id).find(({ stage }) => stage === "square")?.entered;
  expect(squares()).toBe(4);
  expect(stateOf(probe, "n3")?.result).toMatchObject({ squared: 9, summed: null });
  await decide(ledger, first(questionsOf(probe, "n3")), "blue");
  await probe.work();
  expect(stateOf(probe, "n3")).toMatchObject({ state: "done", result: { chosen: "blue", summed: 14 } });
  expect(squares()).toBe(4);
  expect(probe.row().state).toBe("ended");
});

test("the policy answers what is strong on the way, and skips the rest where it is told to", async () => {
  using probe = await probeRun({ ...asking, items: 6 }, { onAmbiguous: "skip" });
  await probe.work();
  expect(stateOf(probe, "n6")).toMatchObject({ state: "done", result: { chosen: "red" } });
  expect(stateOf(probe, "n3")).toMatchObject({ state: "skipped", result: { reason: "ambiguous" } });
  expect(first(questionsOf(probe, "n6")).decision?.by).toBe("policy");
});

test("none of them is an answer too", async () => {
  using probe = await probeRun({ ...asking, items: 3 });
  await probe.work();
  await decide(probe.stores.ledger, first(questionsOf(probe, "n3")), null);
  await probe.work();
  expect(stateOf(probe, "n3")).toMatchObject({ state: "done", result: { chosen: null } });
});

test("an answer taken back undoes what came of it, and what was asked since is asked anew", async () => {
  using probe = await probeRun({ ...asking, items: 3, askEvery: 3, effects: true });
  const { ledger } = probe.stores;
  await probe.work();
  await decide(ledger, first(questionsOf(probe, "n3")), "blue");
  await probe.work();
  // The second question came up only now, at the end.
  expect(questionsOf(probe, "n3").map(({ name }) => name)).toEqual(["colour", "parity"]);
  expect(stateOf(probe, "n3")?.state).toBe("review");
  expect(await undoDecision(ledger, first(questionsOf(probe, "n3")))).toMatchObject({ left: 0 });
  expect(questionsOf(probe, "n3").map(({ name, decision }) => [name, decision])).toEqual([["colour", null]]);
  await decide(ledger, first(questionsOf(probe, "n3")), "red");
  await probe.work();
  const parity = questionsOf(probe, "n3")[1];
  if (!parity) throw new Error("not asked anew");
  await decide(ledger, parity, "odd");
  await probe.work();
  expect(stateOf(probe, "n3")).toMatchObject({ state: "done", result: { chosen: "red" } });
  expect(ledger.effects.countLive(probe.run.id)).toBe(3);
  // Now the effect is in force: it is reverted before the item waits again.
  expect(await undoDecision(ledger, first(questionsOf(probe, "n3")))).toMatchObject({ left: 0 });
  await probe.work();
  expect(ledger.effects.countLive(probe.run.id)).toBe(2);
  expect(stateOf(probe, "n3")?.state).toBe("review");
  expect(questionsOf(probe, "n3").map(({ name, decision }) => [name, decision])).toEqual([["colour", null]]);
});

import { expect, test } from "bun:test";
import { decide, postpone, reject, undoDecision } from "../../../src/engine/run/decide.ts";
import type { QuestionRow } from "../../../src/stores/ledger.ts";
import { type ProbeRun, probeRun } from "../../fixtures/probe-run.ts";

const asking = { items: 6, askEvery: 1, effects: true, stages: ["each"] } as const;

function questionOf({ stores, run }: ProbeRun, key: string): QuestionRow {
  const [question] = stores.ledger.questions.ofItem(stores.ledger.items.idOf(run.id, key) ?? 0);
  if (!question) throw new Error(`no question about ${key}`);
  return question;
}

test("the policy takes strong recommendations, and the rest waits for a person whose answer is applied", async () => {
  using probe = await probeRun(asking);
  await probe.work();
  const { ledger } = probe.stores;
  expect(ledger.counters.counts(probe.run.id)).toMatchObject({ done: 3, review: 3 });
  expect(ledger.questions.buckets(probe.run.id)).toMatchObject({ low: 3, strong: 0 });
  expect(await decide(ledger, questionOf(probe, "n1"), "odd")).toBe(true);
  expect(await decide(ledger, questionOf(probe, "n1"), "even")).toBe(false);
  await probe.work();
  expect(questionOf(probe, "n1").decision).toMatchObject({ choice: "odd", by: "person", applied: true });
  expect(ledger.effects.countLive(probe.run.id)).toBe(4);
});

test("taking back a decision that was applied reverts its effect and asks again", async () => {
  using probe = await probeRun(asking);
  await probe.work();
  const { ledger } = probe.stores;
  await decide(ledger, questionOf(probe, "n3"), "odd");
  await probe.work();
  expect(await undoDecision(ledger, questionOf(probe, "n3"))).toBe(true);
  await probe.work();
  expect(questionOf(probe, "n3").decision).toBeNull();
  expect(ledger.counters.counts(probe.run.id)).toMatchObject({ done: 3, review: 3 });
  expect(ledger.checkpoints.get<number>(`probe/${probe.run.name}/n3`)).toBe(0);
});

test("none of these is an answer that changes nothing, and can be taken back", async () => {
  using probe = await probeRun(asking);
  await probe.work();
  const { ledger } = probe.stores;
  await decide(ledger, questionOf(probe, "n5"), null);
  await probe.work();
  expect(ledger.effects.countLive(probe.run.id)).toBe(3);
  await undoDecision(ledger, questionOf(probe, "n5"));
  expect(ledger.counters.counts(probe.run.id).review).toBe(3);
});

test("an answer that is no candidate is refused", async () => {
  using probe = await probeRun(asking);
  await probe.work();
  expect(() => decide(probe.stores.ledger, questionOf(probe, "n1"), "neither")).toThrow();
});

test("a rejected pair is remembered, and rejecting the last one answers none", async () => {
  using probe = await probeRun(asking);
  await probe.work();
  const { ledger } = probe.stores;
  await reject(ledger, questionOf(probe, "n1"), "odd");
  expect(questionOf(probe, "n1").rejected).toEqual(["odd"]);
  await reject(ledger, questionOf(probe, "n1"), "even");
  expect(questionOf(probe, "n1").decision).toMatchObject({ choice: null });
});

test("what is put off comes last in its bucket", async () => {
  using probe = await probeRun(asking);
  await probe.work();
  const { ledger } = probe.stores;
  await postpone(ledger, questionOf(probe, "n1"));
  expect(ledger.questions.open(probe.run.id, "low", 9).map(({ itemKey }) => itemKey)).toEqual([
    "n3",
    "n5",
    "n1",
  ]);
});

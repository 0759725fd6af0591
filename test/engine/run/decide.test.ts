import { expect, test } from "bun:test";
import { decide, decideWith, postpone, reject } from "../../../src/engine/run/decide.ts";
import { undoDecision } from "../../../src/engine/run/take-back.ts";
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
  expect(await undoDecision(ledger, questionOf(probe, "n3"))).toEqual({ taken: 1, left: 0 });
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

test("none of these rejects each pair that was shown, until it is taken back", async () => {
  using probe = await probeRun(asking);
  await probe.work();
  const { ledger } = probe.stores;
  await reject(ledger, questionOf(probe, "n1"), "even");
  await decide(ledger, questionOf(probe, "n1"), null);
  expect(questionOf(probe, "n1").rejected).toEqual(["even", "odd"]);
  await undoDecision(ledger, questionOf(probe, "n1"));
  // What was rejected by itself before stays so.
  expect(questionOf(probe, "n1").rejected).toEqual(["even"]);
});

test("choosing what was rejected lifts the rejection, which stands again when the choice is taken back", async () => {
  using probe = await probeRun(asking);
  await probe.work();
  const { ledger } = probe.stores;
  await reject(ledger, questionOf(probe, "n1"), "odd");
  await decide(ledger, questionOf(probe, "n1"), "odd");
  expect(questionOf(probe, "n1").rejected).toEqual([]);
  await probe.work();
  await undoDecision(ledger, questionOf(probe, "n1"));
  await probe.work();
  expect(questionOf(probe, "n1")).toMatchObject({ rejected: ["odd"], decision: null });
});

test("an answer that nobody suggested becomes a candidate that says who found it, and is taken back as any other", async () => {
  using probe = await probeRun(asking);
  await probe.work();
  const { ledger } = probe.stores;
  const found = {
    id: "neither",
    label: "neither",
    score: 0,
    probability: null,
    reasons: [],
    target: "neither",
  };
  expect(await decideWith(ledger, questionOf(probe, "n1"), found)).toBe(true);
  expect(await decideWith(ledger, questionOf(probe, "n1"), { ...found, id: "both" })).toBe(false);
  await probe.work();
  const { candidates, decision } = questionOf(probe, "n1");
  expect(candidates).toHaveLength(3);
  expect(candidates.at(-1)).toEqual({ ...found, reasons: [{ code: "searched", speaks: "info" }] });
  expect(decision).toMatchObject({ choice: "neither", by: "person", applied: true });
  await undoDecision(ledger, questionOf(probe, "n1"));
  await probe.work();
  expect(questionOf(probe, "n1").decision).toBeNull();
  expect(await decideWith(ledger, questionOf(probe, "n1"), found, "import")).toBe(true);
  expect(questionOf(probe, "n1").candidates).toHaveLength(3);
});

for (const order of ["older first", "newer first"] as const) {
  test(`of two runs that ask about the same key only the newer goes on asking, ${order}`, async () => {
    using probe = await probeRun(asking);
    const { ledger } = probe.stores;
    const { workflow, parameters, policy, fingerprint } = probe.run;
    const newer = await ledger.write(() =>
      ledger.runs.create({ workflow, parameters, policy, fingerprint: `${fingerprint} again` }),
    );
    for (const run of order === "older first" ? [probe.run, newer] : [newer, probe.run])
      await probe.work(undefined, run);
    expect(ledger.counters.counts(probe.run.id)).toMatchObject({ done: 3, review: 0, skipped: 3 });
    expect(ledger.counters.counts(newer.id)).toMatchObject({ done: 3, review: 3, skipped: 0 });
    expect(ledger.questions.buckets(probe.run.id)).toMatchObject({ low: 0 });
    expect(ledger.questions.buckets(newer.id)).toMatchObject({ low: 3 });
  });
}

test("a dry run's questions replace nobody's", async () => {
  using probe = await probeRun(asking);
  const { ledger } = probe.stores;
  const { workflow, parameters, policy } = probe.run;
  const dry = await ledger.write(() =>
    ledger.runs.create({
      workflow,
      parameters,
      policy: { ...policy, dryRun: true },
      fingerprint: "dry",
    }),
  );
  await probe.work(undefined, dry);
  await probe.work();
  expect(ledger.counters.counts(probe.run.id)).toMatchObject({ review: 3, skipped: 0 });
});

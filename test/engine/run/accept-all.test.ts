import { describe, expect, test } from "bun:test";
import { acceptAll } from "../../../src/engine/run/accept-all.ts";
import { reject } from "../../../src/engine/run/decide.ts";
import { undoDecision } from "../../../src/engine/run/take-back.ts";
import type { RunRow } from "../../../src/stores/ledger.ts";
import type { Ledger } from "../../../src/stores/sqlite/ledger/index.ts";
import { probeRun } from "../../fixtures/probe-run.ts";
import { addRun, candidate, type Fate, openWorkspace } from "../../fixtures/terminal/workspace.ts";

const by = "person" as const;

/** A question whose best candidate is so probable. */
const probable = (probability: number | null): Fate => ({
  ask: { recommendation: "medium", candidates: [{ ...candidate("best", 0.9), probability }] },
});

function question({ questions, items }: Ledger, run: RunRow, key: string) {
  const [one] = questions.ofItem(items.idOf(run.id, key) ?? 0);
  if (!one) throw new Error(`no question about ${key}`);
  return one;
}

const decidedKeys = ({ questions }: Ledger, run: RunRow) =>
  questions
    .lastDecided(run.id, 1000)
    .map(({ itemKey }) => itemKey)
    .sort();

describe("by probability", () => {
  test("counts what reaches it in every bucket, names the lowest and the weakest first", async () => {
    using workspace = openWorkspace();
    const { ledger } = workspace.stores;
    const run = await addRun(workspace.stores, {
      a: probable(0.99),
      b: probable(0.97),
      c: probable(0.98),
      low: probable(0.969),
      unknown: probable(null),
      none: { ask: { recommendation: "none", candidates: [] } },
    });
    const which = { run, above: 0.97 };
    expect(ledger.acceptable.isCalibrated(run.id)).toBe(true);
    expect(ledger.acceptable.sum(which)).toMatchObject({
      count: 3,
      lowest: { probability: 0.97, score: 0.9 },
    });
    expect(ledger.acceptable.weakest(which, 2).map(({ itemKey }) => itemKey)).toEqual(["b", "c"]);
    expect(await acceptAll(ledger, which, ledger.acceptable.sum(which), { by })).toBe(3);
    expect(decidedKeys(ledger, run)).toEqual(["a", "b", "c"]);
  });

  test("leaves alone whose best pair was rejected, and what came after the count", async () => {
    using workspace = openWorkspace();
    const { ledger } = workspace.stores;
    const run = await addRun(workspace.stores, { a: probable(1), b: probable(1), c: probable(1) });
    const which = { run, above: 0.9 };
    await ledger.write(() => {
      const { subject } = question(ledger, run, "b");
      ledger.rejections.add({ family: "comics", subject, target: "issue of best" });
    });
    expect(ledger.acceptable.sum(which).count).toBe(2);
    const last = question(ledger, run, "b").id;
    expect(await acceptAll(ledger, which, { last }, { by })).toBe(1);
    expect(decidedKeys(ledger, run)).toEqual(["a"]);
  });
});

test("where nothing is calibrated, what is strongly recommended is meant", async () => {
  using workspace = openWorkspace();
  const { ledger } = workspace.stores;
  const run = await addRun(workspace.stores, {
    a: { ask: { candidates: [candidate("one", 0.95)] } },
    b: { ask: { candidates: [candidate("two", 0.91)] } },
    medium: { ask: { recommendation: "medium" } },
  });
  const which = { run, above: null };
  expect(ledger.acceptable.isCalibrated(run.id)).toBe(false);
  expect(ledger.acceptable.sum(which)).toMatchObject({
    count: 2,
    lowest: { probability: null, score: 0.91 },
  });
  expect(ledger.acceptable.weakest(which, 5).map(({ itemKey }) => itemKey)).toEqual(["b", "a"]);
});

describe("thousands at once", () => {
  const count = 3000;
  const many = Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, probable(0.99)]));

  test("are one unit, written in pages between which others get the lock, and taken back whole", async () => {
    using workspace = openWorkspace();
    const { ledger } = workspace.stores;
    const run = await addRun(workspace.stores, many);
    const which = { run, above: 0.97 };
    const told: number[] = [];
    const onProgress = (accepted: number) => told.push(accepted);
    expect(await acceptAll(ledger, which, ledger.acceptable.sum(which), { by, onProgress })).toBe(count);
    expect(told.length).toBeGreaterThan(count / 100 - 1);
    expect(ledger.counters.counts(run.id)).toMatchObject({ review: 0, pending: count });
    const [newest] = ledger.questions.lastDecided(run.id, 1);
    const [oldest] = ledger.questions.lastDecided(run.id, count).slice(-1);
    expect(newest?.decision?.unit).toBe(oldest?.decision?.id);

    if (!newest) throw new Error("nothing was decided");
    expect(await undoDecision(ledger, newest)).toEqual({ taken: count, left: 0 });
    expect(ledger.counters.counts(run.id)).toMatchObject({ review: count, pending: 0 });
    expect(ledger.acceptable.sum(which).count).toBe(count);
  });

  test("stop where they are told to, and what was accepted by then is the unit", async () => {
    using workspace = openWorkspace();
    const { ledger } = workspace.stores;
    const run = await addRun(workspace.stores, many);
    const which = { run, above: 0.97 };
    const stop = new AbortController();
    const accepted = await acceptAll(ledger, which, ledger.acceptable.sum(which), {
      by,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(count);
    const [newest] = ledger.questions.lastDecided(run.id, 1);
    expect(ledger.decisions.unitSize(newest?.decision?.unit ?? 0)).toBe(accepted);
  });
});

describe("what was applied", () => {
  const asking = { items: 600, askEvery: 1, effects: true, stages: ["each"] } as const;

  test("is reverted when the unit is taken back", async () => {
    using probe = await probeRun(asking, { accept: "nothing" });
    await probe.work();
    const { ledger } = probe.stores;
    const which = { run: probe.run, above: null };
    expect(await acceptAll(ledger, which, ledger.acceptable.sum(which), { by })).toBe(300);
    await probe.work();
    expect(ledger.effects.countLive(probe.run.id)).toBe(300);
    expect(await undoDecision(ledger, question(ledger, probe.run, "n2"))).toEqual({ taken: 300, left: 0 });
    await probe.work();
    expect(ledger.effects.countLive(probe.run.id)).toBe(0);
    expect(ledger.counters.counts(probe.run.id)).toMatchObject({ review: 600, done: 0 });
  });

  test("is reverted with the run as well", async () => {
    using probe = await probeRun({ ...asking, items: 40 }, { accept: "nothing" });
    await probe.work();
    const { ledger } = probe.stores;
    const which = { run: probe.run, above: null };
    await acceptAll(ledger, which, ledger.acceptable.sum(which), { by });
    await probe.work();
    await ledger.write(() => ledger.runs.undo(probe.run.id));
    await probe.work();
    expect(ledger.questions.lastDecided(probe.run.id, 1)).toEqual([]);
    expect(ledger.counters.counts(probe.run.id)).toMatchObject({ review: 40, done: 0 });
  });

  test("waits for what a worker holds, and leaves it where nobody waits", async () => {
    using probe = await probeRun(asking, { accept: "nothing" });
    await probe.work();
    const { ledger } = probe.stores;
    const which = { run: probe.run, above: null };
    await acceptAll(ledger, which, ledger.acceptable.sum(which), { by });
    ledger.actor = 99;
    const held = await ledger.write(() => ledger.items.claim(probe.run.id, Date.now(), 3, "settling"));
    const decided = ledger.questions.lastDecided(probe.run.id, 1)[0];
    if (!decided) throw new Error("nothing was decided");
    expect(await undoDecision(ledger, decided)).toEqual({ taken: 297, left: 3 });
    const rest = ledger.questions.lastDecided(probe.run.id, 1)[0];
    if (!rest) throw new Error("nothing is left");
    const letGo = async () => {
      await ledger.write(() => {
        for (const item of held) ledger.items.commit({ item, outcome: { to: "pending" }, saves: [] });
      });
      return true;
    };
    expect(await undoDecision(ledger, rest, letGo)).toEqual({ taken: 3, left: 0 });
    ledger.actor = 0;
  });
});

test("a rejection of the best candidate takes the question out of what can be accepted", async () => {
  using workspace = openWorkspace();
  const { ledger } = workspace.stores;
  const run = await addRun(workspace.stores, { a: { ask: {} }, b: { ask: {} } });
  await reject(ledger, question(ledger, run, "a"), "batman-1");
  expect(ledger.acceptable.sum({ run, above: null }).count).toBe(1);
});

import { expect, test } from "bun:test";
import { LoteError } from "../../../src/engine/errors/lote-error.ts";
import { Pipeline, Released } from "../../../src/engine/flow/pipeline.ts";
import { batchStage, type Stage } from "../../../src/engine/flow/stage.ts";
import type { ClaimedItem } from "../../../src/stores/ledger.ts";

interface Travel {
  readonly read?: boolean;
}

const itemOf = (id: number): ClaimedItem => ({
  id,
  run: 1,
  key: `n${id}`,
  parent: null,
  stage: 0,
  lease: 1,
  attempts: 0,
  input: {},
  carry: null,
  aloneDeaths: null,
});

function pipelineOf(stages: readonly Stage<Travel>[]) {
  return new Pipeline<Travel>(
    stages,
    {
      signal: new AbortController().signal,
      note: () => undefined,
      patiently: (promise) => promise,
      paid: ({ make }) => make().then(({ answer }) => answer),
    },
    { inside: () => undefined },
  );
}

test("the parts of a heavy item are on their way portion by portion, and those of a light one come in between", async () => {
  const batches: string[] = [];
  const pipeline = pipelineOf([
    batchStage<Travel, string, string>({
      kind: "batch",
      name: "embed",
      concurrency: 1,
      maxParts: 2,
      maxItemWeight: 4,
      waitMs: 1,
      items: 4,
      weigh: (part) => (part === "h9" ? 9 : 1),
      parts: ({ key }) =>
        key === "n1" ? ["h0", "h1", "h2", "h3", "h4", "h9", "h5"] : key === "n2" ? ["l0", "l1"] : [],
      run: async (parts) => {
        batches.push(parts.join(" "));
        return parts;
      },
      gather: (_item, _travel, results) => ({ skip: results.join(" ") }),
    }),
  ]);
  const ends = await Promise.all([1, 2, 3].map((id) => pipeline.travel(itemOf(id), {})));
  expect(batches.indexOf("l0 l1")).toBeLessThan(batches.indexOf("h4"));
  expect(batches).toContain("h9");
  expect(ends.map((end) => (end.at === "skip" ? end.reason : end.at))).toEqual([
    "h0 h1 h2 h3 h4 h9 h5",
    "l0 l1",
    "",
  ]);
});

test("the slowest stage holds back the one before it: what is read and not yet taken is bounded", async () => {
  const open = Promise.withResolvers<void>();
  let read = 0;
  const pipeline = pipelineOf([
    {
      kind: "each",
      name: "read",
      concurrency: 2,
      run: async () => {
        read++;
        return { travel: { read: true } };
      },
    },
    batchStage<Travel, number, number>({
      kind: "batch",
      name: "slow",
      concurrency: 1,
      maxParts: 4,
      waitMs: 1,
      parts: (item) => [item.id],
      run: async (parts) => {
        await open.promise;
        return parts;
      },
      gather: () => ({}),
    }),
  ]);
  const all = Array.from({ length: 200 }, (_, id) => pipeline.travel(itemOf(id), {}));
  await Bun.sleep(30);
  // Two that read, four that wait behind them, and two batches of four.
  expect(read).toBeLessThanOrEqual(14);
  open.resolve();
  expect((await Promise.all(all)).every(({ at }) => at === "end")).toBe(true);
  expect(read).toBe(200);
});

test("what earlier stages finished is handed over when a later one fails, and to each item its own on release", async () => {
  const saved: string[] = [];
  const pipeline = pipelineOf([
    {
      kind: "each",
      name: "work",
      concurrency: 4,
      run: async (item) => ({ saves: [() => saved.push(item.key)] }),
    },
    { kind: "each", name: "fail", concurrency: 4, run: () => Promise.reject(new Error("no")) },
  ]);
  for (const id of [1, 2]) {
    const failure = await pipeline.travel(itemOf(id), {}).catch((error: unknown) => error);
    for (const save of (failure as Released).saves) save();
  }
  expect(saved).toEqual(["n1", "n2"]);
});

test("after a drain no item goes into a stage", async () => {
  const pipeline = pipelineOf([{ kind: "each", name: "work", concurrency: 1, run: async () => ({}) }]);
  pipeline.drain();
  expect(pipeline.travel(itemOf(1), {})).rejects.toBeInstanceOf(Released);
});

test("an item that waits for a silent host lends its place, and comes to its end when the host answers", async () => {
  const never = Promise.withResolvers<void>();
  const started: number[] = [];
  const pipeline = pipelineOf([
    {
      kind: "each",
      name: "fetch",
      concurrency: 1,
      queue: 10,
      run: async (item, _travel, context) => {
        started.push(item.id);
        if (item.id === 1) await context.patiently(never.promise, 10);
        return {};
      },
    },
  ]);
  const silent = pipeline.travel(itemOf(1), {});
  await Promise.all([2, 3].map((id) => pipeline.travel(itemOf(id), {})));
  expect(started).toEqual([1, 2, 3]);
  never.resolve();
  expect((await silent).at).toBe("end");
});

test("what landed of an item's parts is kept when another part fails, and not asked for again", async () => {
  const kept = new Map<number, number>();
  const asked: number[] = [];
  const bad = new Set([3]);
  const pipeline = new Pipeline<Travel>(
    [
      batchStage<Travel, number, number>({
        kind: "batch",
        name: "embed",
        concurrency: 1,
        maxParts: 2,
        waitMs: 1,
        keep: { get: (part) => kept.get(part), put: (part, result) => kept.set(part, result) },
        parts: () => [1, 2, 3, 4],
        run: async (parts) => {
          asked.push(...parts);
          if (parts.some((part) => bad.has(part))) throw new LoteError("request-refused", { detail: "400" });
          return parts.map((part) => part * 10);
        },
        gather: (_item, _travel, results) => ({ saves: [() => kept.set(99, results.length)] }),
      }),
    ],
    {
      signal: new AbortController().signal,
      note: () => undefined,
      patiently: (promise) => promise,
      paid: ({ make }) => make().then(({ answer }) => answer),
    },
    { inside: () => undefined, write: async (change) => change() },
  );
  expect(pipeline.travel(itemOf(1), {})).rejects.toMatchObject({ cause: { code: "request-refused" } });
  await pipeline.travel(itemOf(1), {}).catch(() => undefined);
  while (kept.size < 3) await Bun.sleep(1);
  expect([...kept.keys()].sort()).toEqual([1, 2, 4]);
  bad.clear();
  asked.length = 0;
  const { saves } = await pipeline.travel(itemOf(1), {});
  expect(asked).toEqual([3]);
  for (const save of saves) save();
  expect(kept.get(99)).toBe(4);
});

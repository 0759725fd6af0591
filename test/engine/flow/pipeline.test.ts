import { expect, test } from "bun:test";
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
    { signal: new AbortController().signal, note: () => undefined },
    { inside: () => undefined },
  );
}

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

import { describe, expect, test } from "bun:test";
import { MicroBatcher, type MicroBatcherOptions } from "../../../src/engine/flow/micro-batcher.ts";

function batcher(options: Partial<MicroBatcherOptions<number, number>> = {}) {
  const batches: number[][] = [];
  const made = new MicroBatcher<number, number>({
    concurrency: 1,
    maxParts: 4,
    waitMs: 10_000,
    expectsMore: () => false,
    run: async (parts) => {
      batches.push([...parts]);
      return parts.map((part) => part * 10);
    },
    ...options,
  });
  return { made, batches };
}

describe("the micro-batcher", () => {
  test("fills batches with what is added in one turn, and the last one does not wait", async () => {
    const { made, batches } = batcher();
    expect(await Promise.all([1, 2, 3, 4, 5, 6].map((part) => made.add(part)))).toEqual([
      10, 20, 30, 40, 50, 60,
    ]);
    expect(batches).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
  });

  test("waits for company while more is on its way, and not when it is told that nothing comes", async () => {
    let more = true;
    const { made, batches } = batcher({ expectsMore: () => more });
    const first = made.add(1);
    await Bun.sleep(5);
    expect(batches).toEqual([]);
    more = false;
    made.nudge();
    expect(await first).toBe(10);
  });

  test("keeps a batch within its weight, and lets a part that is heavier go alone", async () => {
    const { made, batches } = batcher({ maxWeight: 10, weigh: (part) => part });
    await Promise.all([6, 5, 30, 1].map((part) => made.add(part)));
    expect(batches).toEqual([[6], [5], [30], [1]]);
  });

  test("gives each part its own error, and a rejection to all", async () => {
    const { made } = batcher({
      run: async (parts) => parts.map((part) => (part === 2 ? new Error("two") : part)),
    });
    const results = await Promise.allSettled([1, 2, 3].map((part) => made.add(part)));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    const { made: broken } = batcher({ run: () => Promise.reject(new Error("all")) });
    const rejected = await Promise.allSettled([1, 2].map((part) => broken.add(part)));
    expect(rejected.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});

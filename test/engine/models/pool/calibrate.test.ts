import { expect, test } from "bun:test";
import { calibrate, candidateLayouts, defaultLayout } from "../../../../src/engine/models/pool/calibrate.ts";

test("the layouts tried never use more threads in all than there are cores", () => {
  for (const cores of [1, 2, 3, 6, 16, 96]) {
    const candidates = candidateLayouts(cores, false);
    expect(candidates[0]).toEqual({ hosts: 1, threads: 1 });
    for (const { hosts, threads } of candidates) expect(hosts * threads).toBeLessThanOrEqual(cores);
    expect(new Set(candidates.map((layout) => JSON.stringify(layout))).size).toBe(candidates.length);
  }
});

test("two cores are tried as one thread, two threads and two hosts", () => {
  expect(candidateLayouts(2, false)).toEqual([
    { hosts: 1, threads: 1 },
    { hosts: 1, threads: 2 },
    { hosts: 2, threads: 1 },
  ]);
});

test("a layout that is hardly faster than a smaller one is not worth its memory", async () => {
  const speeds = [100, 105, 150];
  const found = await calibrate(candidateLayouts(2, false), async () => speeds.shift() ?? 0);
  expect(found).toEqual({ hosts: 2, threads: 1, itemsPerSecond: 150 });
  const flat = [100, 109, 109];
  const kept = await calibrate(candidateLayouts(2, false), async () => flat.shift() ?? 0);
  expect(kept).toEqual({ hosts: 1, threads: 1, itemsPerSecond: 100 });
});

test("the time for calibrating is shared out evenly", async () => {
  const times: number[] = [];
  await calibrate(candidateLayouts(2, false), async (_, milliseconds) => times.push(milliseconds), 900);
  expect(times).toEqual([300, 300, 300]);
});

test("a run too small to calibrate uses one host and at most two threads", () => {
  expect(defaultLayout(1)).toEqual({ hosts: 1, threads: 1 });
  expect(defaultLayout(64)).toEqual({ hosts: 1, threads: 2 });
});

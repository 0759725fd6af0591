import { expect, test } from "bun:test";
import { join } from "node:path";
import { randomOf } from "../../src/engine/seeded-random.ts";
import { productList, productRoom } from "../fixtures/products/normalize-run.ts";

/** `LOTE_CRASH=long` kills for longer; `LOTE_SEED` repeats the moments of an earlier run. */
const kills = process.env.LOTE_CRASH === "long" ? 300 : 25;
const seed = Number(process.env.LOTE_SEED ?? Date.now() % 2 ** 32);
const rows = 600;

test(`killed at any moment, every row ends with one answer, no batch is made twice, and nothing paid is lost (LOTE_SEED=${seed})`, async () => {
  const random = randomOf(seed);
  using room = productRoom({
    batch: {
      looks: 2,
      unordered: true,
      line: (_line, number) => (number % 50 === 0 ? "missing" : undefined),
    },
  });
  const path = room.file("list.csv", productList(rows));
  const run = await room.start(path, { batchSize: 200, mode: "batch" });
  const { ledger } = room.stores;
  const isOver = () => ledger.runs.get(run.id)?.state === "ended";
  const start = () =>
    Bun.spawn(
      [process.execPath, join(import.meta.dir, "../fixtures/products/worker.ts"), room.folder, run.name],
      {
        env: { ...process.env, SETTINGS: JSON.stringify(room.settings) },
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
  let killed = 0;
  while (killed < kills && !isOver()) {
    const worker = start();
    // From before the first line of the program to well within its talk with the service.
    const moment = performance.now() + 150 + random.between(0, 1500);
    while (performance.now() < moment && !isOver()) await Bun.sleep(20);
    worker.kill("SIGKILL");
    await worker.exited;
    killed++;
  }
  while (!isOver()) await start().exited;

  expect(ledger.counters.counts(run.id)).toMatchObject({ done: rows, failed: 0 });
  expect(room.stores.products.collection.count()).toBe(rows);
  const { made, usage } = room.services.openAi.batches;
  const keys = made.map(({ metadata }) => metadata.lote_key);
  expect(new Set(keys).size).toBe(keys.length);
  // What went into batches went into one; what was asked alone was left over, tried out, or lost with its worker.
  expect(made.reduce((sum, { requests }) => sum + requests, 0)).toBeLessThanOrEqual(rows);
  const alone = room.services.openAi.charged.length;
  expect(alone).toBeLessThanOrEqual(rows / 50 + 2 * made.length + killed * 16);
  const spent = ledger.spending.total(run.id).usd;
  const prices: Record<string, readonly [number, number, number]> = {
    "gpt-6-luna": [0.1, 0.01, 0.5],
    "gpt-6.1-terra": [1, 0.05, 5],
  };
  const inBatches = Object.entries(usage).reduce((sum, [model, { input, cached, output }]) => {
    const [price = 0, kept = 0, out = 0] = prices[model] ?? [];
    return sum + ((input - cached) * price + cached * kept + output * out) / 2e6;
  }, 0);
  expect(spent).toBeGreaterThanOrEqual(inBatches * 0.99);
  expect(ledger.spending.owners(run.id)).toEqual([]);
}, 300_000);

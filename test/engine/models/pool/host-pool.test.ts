import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import { LoteError } from "../../../../src/engine/errors/lote-error.ts";
import { modelFolders } from "../../../../src/engine/models/folders.ts";
import { ModelHost } from "../../../../src/engine/models/host/model-host.ts";
import { HostPool } from "../../../../src/engine/models/pool/host-pool.ts";
import { type PoolPicture, rowsOfPictures } from "../../../../src/engine/models/pool/rows-of-pictures.ts";
import { drawnPixels } from "../../../fixtures/noise.ts";

const program = join(import.meta.dir, "../../../fixtures/crashing-host.ts");
let pool: HostPool<PoolPicture, Float32Array>;
let started: ModelHost[] = [];

function openPool(
  hosts: number,
  { maxBatch = 8, dimensions = 441, path = join(modelFolders().carried, "cover-descriptor.onnx") } = {},
) {
  started = [];
  pool = new HostPool({
    start: async () => {
      const host = await ModelHost.start({ model: "descriptor", path, provider: "cpu", threads: 1, program });
      started.push(host);
      return host;
    },
    hosts,
    run: rowsOfPictures({
      model: "descriptor",
      input: { name: "pixels", shape: [96, 64, 3] },
      output: { name: "vector", dimensions },
    }),
    maxBatch,
  });
  return pool;
}

function items(count: number, from = 0) {
  return Array.from({ length: count }, (_, at) => ({ pixels: drawnPixels(from + at) }));
}

function mark(item: { pixels: Uint8Array } | undefined, firstByte: number): void {
  if (item) item.pixels[0] = firstByte;
}

afterEach(() => pool.kill());

test("vectors come back in the order of their items over several hosts and overlapping calls", async () => {
  openPool(2, { maxBatch: 3 });
  const [all, some] = await Promise.all([pool.runItems(items(10)), pool.runItems(items(4, 3))]);
  expect(all.length).toBe(10);
  expect(some).toEqual(all.slice(3, 7));
  expect(new Set(all.map((row) => String(row))).size).toBe(10);
});

test("an item that kills its host alone gets model-crashed and every other item its vector", async () => {
  const healthy = await openPool(1).runItems(items(8));
  pool.kill();
  const batch = items(8);
  mark(batch[5], 251);
  const results = await openPool(1).runItems(batch);
  expect(results[5]).toBeInstanceOf(LoteError);
  expect((results[5] as LoteError).code).toBe("model-crashed");
  expect(results.toSpliced(5, 1)).toEqual(healthy.toSpliced(5, 1));
  // 8, 4, 2, 1, and 1 again to be sure; then one for the rest.
  expect(started.length).toBeLessThanOrEqual(6);
});

test("an item that the model refuses gets the reason and the host lives on", async () => {
  const batch = items(4);
  mark(batch[2], 252);
  const results = await openPool(1).runItems(batch);
  expect(results.map((result) => (result instanceof LoteError ? result.code : "vector"))).toEqual([
    "vector",
    "vector",
    "model-broken",
    "vector",
  ]);
  expect(started.length).toBe(1);
});

test("a host killed from outside costs no item its vector", async () => {
  openPool(1);
  await pool.runItems(items(1));
  process.kill(started[0]?.pid ?? 0, "SIGKILL");
  expect(await pool.runItems(items(1))).toEqual([expect.any(Float32Array)]);
});

test("aborting ends the host at work and rejects with the reason while other calls go on", async () => {
  openPool(1);
  await pool.warm();
  const cancel = new AbortController();
  const cancelled = pool.runItems(items(64), { signal: cancel.signal });
  const other = pool.runItems(items(2));
  cancel.abort(new Error("enough"));
  await expect(cancelled).rejects.toThrow("enough");
  await started[0]?.ended;
  expect((await other).length).toBe(2);
});

test("a model that cannot be loaded rejects the call instead of blaming its items", async () => {
  openPool(1, { path: import.meta.path });
  await expect(pool.runItems(items(3))).rejects.toMatchObject({ code: "model-broken" });
});

test("no call holds more items than the graph may take", async () => {
  openPool(1, { maxBatch: 1 });
  await pool.warm();
  const host = started[0] as ModelHost;
  const sizes: unknown[] = [];
  const run = host.run.bind(host);
  host.run = (feeds) => {
    sizes.push(feeds.pixels?.dims[0]);
    return run(feeds);
  };
  await pool.runItems(items(3));
  expect(sizes).toEqual([1, 1, 1]);
});

test("an output of another width is refused with both shapes and never stored as vectors", async () => {
  const [row] = await openPool(1, { dimensions: 512 }).runItems(items(1));
  expect(row).toMatchObject({
    code: "model-graph",
    data: { model: "descriptor", detail: "vector float32 [1, 441] ≠ float32 [1, 512]" },
  });
});

test("closing a pool finishes what it was given and ends its hosts", async () => {
  openPool(2, { maxBatch: 2 });
  const running = pool.runItems(items(6));
  await pool.close();
  expect((await running).length).toBe(6);
  await Promise.all(started.map((host) => host.ended));
  await expect(pool.runItems(items(1))).rejects.toMatchObject({ code: "bug" });
});

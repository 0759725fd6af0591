import { afterEach, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LoteError } from "../../../../src/engine/errors/lote-error.ts";
import { modelFolders } from "../../../../src/engine/models/folders.ts";
import { ModelHost, type ModelHostOptions } from "../../../../src/engine/models/host/model-host.ts";
import { clipLike } from "../../../fixtures/clip-like.ts";
import { drawnPixels } from "../../../fixtures/noise.ts";
import { goldenPixels, openai, tensorOf } from "../../../fixtures/preprocessing/golden.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

const path = join(modelFolders().carried, "cover-descriptor.onnx");
const fixtures = join(import.meta.dir, "../../../fixtures");
const open: ModelHost[] = [];

async function start(options: Partial<ModelHostOptions> = {}): Promise<ModelHost> {
  const host = await ModelHost.start({ model: "descriptor", path, provider: "cpu", threads: 1, ...options });
  open.push(host);
  return host;
}

function feed(...pictures: Uint8Array[]) {
  const data = new Uint8Array(pictures.flatMap((pixels) => [...pixels]));
  return { pixels: { type: "uint8", dims: [pictures.length, 96, 64, 3], data } } as const;
}

afterEach(() => {
  for (const host of open.splice(0)) host.kill();
});

test("a model host answers overlapping runs in their order, each with its own output", async () => {
  const host = await start();
  const pictures = [1, 2, 3].map((seed) => drawnPixels(seed));
  const outputs = await Promise.all(pictures.map((pixels) => host.run(feed(pixels))));
  const again = await host.run(feed(...pictures));
  expect(outputs.map(({ vector }) => vector?.dims)).toEqual([
    [1, 441],
    [1, 441],
    [1, 441],
  ]);
  expect(outputs.flatMap(({ vector }) => [...(vector?.data ?? [])])).toEqual([...(again.vector?.data ?? [])]);
});

test("a model host keeps a bound tensor for later runs until it is unbound", async () => {
  const host = await start({ path: join(modelFolders().carried, "top-k.onnx") });
  await host.bind("catalogue", { type: "float32", dims: [2, 2], data: Float32Array.of(1, 0, 0, 1) });
  const feeds = {
    queries: { type: "float32", dims: [2, 2], data: Float32Array.of(0, 3, 2, 0) },
    k: { type: "int64", dims: [1], data: BigInt64Array.of(1n) },
  } as const;
  const { rows, scores } = await host.run(feeds, { matrix: "catalogue" });
  expect([...(rows?.data ?? [])]).toEqual([1n, 0n]);
  expect([...(scores?.data ?? [])]).toEqual([3, 2]);
  await host.unbind("catalogue");
  await expect(host.run(feeds, { matrix: "catalogue" })).rejects.toMatchObject({ code: "model-broken" });
});

test("an input that the model refuses is an error of that run and leaves the host alive", async () => {
  const host = await start();
  const wrong = { pixels: { type: "uint8", dims: [1, 2, 2, 3], data: new Uint8Array(12) } } as const;
  await expect(host.run(wrong)).rejects.toMatchObject({ code: "model-broken" });
  expect((await host.run(feed(drawnPixels(1)))).vector?.dims).toEqual([1, 441]);
});

test("a host says what its graph takes and gives, and gives only the outputs that were asked for", async () => {
  const clip = join(temporaryFolder(), "clip.onnx");
  await Bun.write(clip, clipLike());
  const pictures = { input: "pixel_values", normalisation: openai };
  const host = await start({ path: clip, outputs: ["image_embeds"], pictures });
  expect(host.signature).toEqual({
    inputs: [{ name: "pixel_values", type: "float32", shape: [null, 3, 224, 224] }],
    outputs: [
      { name: "pooler_output", type: "float32", shape: [null, 768] },
      { name: "image_embeds", type: "float32", shape: [null, 512] },
    ],
  });
  const pixels = await goldenPixels("portrait");
  const outputs = await host.run({
    pixel_values: { type: "uint8", dims: [1, 224, 224, 3], data: pixels },
  });
  expect(Object.keys(outputs)).toEqual(["image_embeds"]);
  // The graph's first number is the mean of the first 14 × 14 numbers of the red plane.
  const tensor = tensorOf(pixels);
  const corner = Array.from(
    { length: 14 * 14 },
    (_, at) => tensor[Math.floor(at / 14) * 224 + (at % 14)] ?? 0,
  );
  const mean = corner.reduce((sum, value) => sum + value, 0) / corner.length;
  expect(Number(outputs.image_embeds?.data[0])).toBeCloseTo(mean, 5);
});

test("a file that is no model is reported as broken when the host starts", async () => {
  const starting = start({ path: join(import.meta.dir, "model-host.test.ts") });
  await expect(starting).rejects.toMatchObject({ code: "model-broken" });
});

test("what a dying host printed explains its end without control characters", async () => {
  const host = await start({ program: join(fixtures, "crashing-host.ts") });
  const deadly = drawnPixels(1);
  deadly[0] = 251;
  const failure = await host.run(feed(deadly)).catch((error) => error);
  expect(failure).toBeInstanceOf(LoteError);
  expect(failure.code).toBe("model-crashed");
  expect(failure.data.detail).toBe("SIGKILL: cannot allocate 17 GiB");
  expect(host.alive).toBe(false);
  await expect(host.run(feed(drawnPixels(1)))).rejects.toMatchObject({ code: "model-crashed" });
});

test("killing a host rejects its runs at once and ends its process", async () => {
  const host = await start();
  const running = host.run(feed(...Array.from({ length: 64 }, () => drawnPixels(1))));
  host.kill();
  await expect(running).rejects.toMatchObject({ code: "model-crashed" });
  await host.ended;
  expect(() => process.kill(host.pid, 0)).toThrow();
});

test("closing a host lets the run under way finish", async () => {
  const host = await start();
  const running = host.run(feed(drawnPixels(1)));
  await host.close();
  expect((await running).vector?.dims).toEqual([1, 441]);
});

test("a model host leaves by itself when the process that started it is killed", async () => {
  const parent = Bun.spawn([process.execPath, join(fixtures, "parent-of-a-host.ts"), path], {
    stdout: "pipe",
    stderr: "ignore",
  });
  const { value } = await parent.stdout.getReader().read();
  const pid = Number(new TextDecoder().decode(value));
  expect(process.kill(pid, 0)).toBe(true);
  parent.kill("SIGKILL");
  await parent.exited;
  while (isRunning(pid)) await Bun.sleep(10);
});

test("a model host sees no key of the environment it was started from", async () => {
  process.env.OPENAI_API_KEY = "sk-canary";
  try {
    const host = await start();
    const environment = await Bun.file(`/proc/${host.pid}/environ`).text();
    expect(environment).toContain("PATH=");
    expect(environment).not.toContain("sk-canary");
  } finally {
    delete process.env.OPENAI_API_KEY;
  }
});

/** A process that has ended but was not collected yet counts as ended. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

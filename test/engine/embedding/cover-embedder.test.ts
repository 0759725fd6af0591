import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CoverEmbedder } from "../../../src/engine/embedding/cover-embedder.ts";
import { LoteError } from "../../../src/engine/errors/lote-error.ts";
import { drawnPixels } from "../../fixtures/noise.ts";

const machineNotes = join(await mkdtemp(join(tmpdir(), "lote-embed-")), "machine.json");
let embedder: CoverEmbedder;

beforeAll(async () => {
  embedder = await CoverEmbedder.open({ machineNotes, device: "cpu" });
});
afterAll(() => embedder.close());

async function embed(pictures: Uint8Array[]): Promise<Float32Array[]> {
  return (await embedder.embed(pictures)).map((vector) => {
    if (vector instanceof LoteError) throw vector;
    return vector;
  });
}

function cosine(left: Float32Array | undefined, right: Float32Array | undefined): number {
  return left?.reduce((sum, value, at) => sum + value * (right?.[at] ?? 0), 0) ?? Number.NaN;
}

test("vectors have the dimensions of their space and unit length", async () => {
  const [vector] = await embed([drawnPixels(1), drawnPixels(2)]);
  expect(vector?.length).toBe(embedder.space.dimensions);
  // Memory of its own: a kept vector must not keep its whole batch.
  expect(vector?.buffer.byteLength).toBe(embedder.space.dimensions * 4);
  expect(cosine(vector, vector)).toBeCloseTo(1, 5);
});

test("a vector does not depend on its neighbours in the batch, to the last bit", async () => {
  const pictures = Array.from({ length: 8 }, (_, seed) => drawnPixels(seed));
  const alone = [];
  for (const pixels of pictures) alone.push(...(await embed([pixels])));
  for (let count = 2; count <= 8; count++) {
    expect(await embed(pictures.slice(0, count))).toEqual(alone.slice(0, count));
    expect(await embed(pictures.slice(-count))).toEqual(alone.slice(-count));
  }
});

test("another process and another number of threads give the same vectors to the last bit", async () => {
  const pictures = Array.from({ length: 5 }, (_, seed) => drawnPixels(seed));
  const other = await CoverEmbedder.open({ machineNotes, device: "cpu", cores: 1 });
  expect(other.device.threads).not.toBe(embedder.device.threads);
  expect(await other.embed(pictures)).toEqual(await embed(pictures));
  await other.close();
});

test("light, contrast and a colour cast change a vector little, another picture changes it much", async () => {
  const pixels = drawnPixels(1);
  const washed = pixels.map((value) => 100 + value * 0.55);
  const warm = pixels.map((value, at) =>
    Math.min(255, value * (at % 3 === 0 ? 1.1 : at % 3 === 1 ? 0.95 : 0.7)),
  );
  const [original, pale, orange, different] = await embed([pixels, washed, warm, drawnPixels(2)]);
  expect(cosine(original, pale)).toBeGreaterThan(0.99);
  expect(cosine(original, orange)).toBeGreaterThan(0.9);
  expect(cosine(original, different)).toBeLessThan(0.6);
});

test("each row of pixels counts", async () => {
  const [original] = await embed([drawnPixels(1)]);
  const changed = Array.from({ length: 96 }, (_, row) => {
    const pixels = drawnPixels(1);
    for (let at = row * 64 * 3; at < (row + 1) * 64 * 3; at++) pixels[at] = 255 - (pixels[at] ?? 0);
    return pixels;
  });
  for (const vector of await embed(changed)) expect(vector).not.toEqual(original as Float32Array);
});

test("a picture of one flat tone resembles nothing, not even another flat one", async () => {
  const flat = [0, 3, 128, 255].map((tone) => new Uint8Array(96 * 64 * 3).fill(tone));
  const [black, almostBlack, grey, white, drawn] = await embed([...flat, drawnPixels(1)]);
  for (const other of [almostBlack, grey, white, drawn])
    expect(Math.abs(cosine(black, other))).toBeLessThan(0.05);
  expect(cosine(white, white)).toBeLessThan(0.05);
});

test("a picture that crashes the model has the error in its place, the others their vectors", async () => {
  const hostProgram = join(import.meta.dir, "../../fixtures/crashing-host.ts");
  const crashing = await CoverEmbedder.open({ machineNotes, device: "cpu", hostProgram });
  const pictures = [1, 2, 3].map((seed) => drawnPixels(seed));
  const expected = await embed(pictures);
  (pictures[1] as Uint8Array)[0] = 251;
  const results = await crashing.embed(pictures);
  expect(results[1]).toMatchObject({ code: "model-crashed" });
  expect([results[0], results[2]]).toEqual([expected[0], expected[2]]);
  await crashing.close();
});

test("a large run looks for the best layout once and a later run takes it from the notes", async () => {
  const path = `${machineNotes}.calibrated`;
  const large = await CoverEmbedder.open({
    machineNotes: path,
    device: "cpu",
    expectedItems: 2000,
    cores: 1,
  });
  await large.close();
  const noted = Object.values((await Bun.file(path).json()).layouts);
  expect(noted).toEqual([{ hosts: 1, threads: 1, itemsPerSecond: expect.any(Number) }]);
  await Bun.write(path, (await Bun.file(path).text()).replace('"hosts": 1', '"hosts": 2'));
  const small = await CoverEmbedder.open({ machineNotes: path, device: "cpu", cores: 1 });
  expect(small.device).toEqual({ provider: "cpu", hosts: 2, threads: 1 });
  await small.close();
});

import { afterAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CoverEmbedder } from "../../../src/engine/embedding/cover-embedder.ts";
import { LoteError } from "../../../src/engine/errors/lote-error.ts";
import { decodePicture } from "../../../src/engine/images/decode.ts";
import { preparePixels } from "../../../src/engine/images/prepare-pixels.ts";
import type { ModelFolders } from "../../../src/engine/models/folders.ts";
import { addedModel, clipLike } from "../../fixtures/clip-like.ts";
import { goldenFile, goldenNames, goldenPixels } from "../../fixtures/preprocessing/golden.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { skipUnless } from "../../support/skip.ts";

const opened: CoverEmbedder[] = [];
afterAll(() => {
  for (const embedder of opened) embedder.kill();
});

async function open(model: string, models: ModelFolders): Promise<CoverEmbedder> {
  const machineNotes = join(temporaryFolder(), "machine.json");
  const embedder = await CoverEmbedder.open({ machineNotes, device: "cpu", model, models });
  opened.push(embedder);
  return embedder;
}

async function vectorsOf(embedder: CoverEmbedder, pixels: readonly Uint8Array[]): Promise<Float32Array[]> {
  return (await embedder.embed(pixels)).map((vector) => {
    if (vector instanceof LoteError) throw vector;
    return vector;
  });
}

function cosine(left: Float32Array | undefined, right: Float32Array | undefined): number {
  return left?.reduce((sum, value, at) => sum + value * (right?.[at] ?? 0), 0) ?? Number.NaN;
}

const prepared = async (embedder: CoverEmbedder) =>
  Promise.all(
    goldenNames.map(async (name) =>
      preparePixels(await decodePicture(await goldenFile(name)), null, embedder.recipe),
    ),
  );

test("a model with CLIP's interface gives image_embeds at unit length, not the wider output before it", async () => {
  const embedder = await open("our-clip", await addedModel("our-clip", clipLike()));
  expect(embedder.space).toMatchObject({ model: "our-clip", dimensions: 512 });
  expect(embedder.scale.suggest).toBe(0.75);
  const vectors = await vectorsOf(embedder, await prepared(embedder));
  for (const vector of vectors) {
    expect(vector.length).toBe(512);
    expect(cosine(vector, vector)).toBeCloseTo(1, 5);
  }
  expect(cosine(vectors[0], vectors[1])).toBeLessThan(0.99);
});

test("vectors of our preprocessing and of Pillow's are the same within a thousandth", async () => {
  const embedder = await open("our-clip", await addedModel("our-clip", clipLike()));
  const ours = await vectorsOf(embedder, await prepared(embedder));
  const pillows = await vectorsOf(embedder, await Promise.all(goldenNames.map(goldenPixels)));
  goldenNames.forEach((name, at) => {
    expect(cosine(ours[at], pillows[at]), name).toBeGreaterThan(0.999);
  });
});

test("a file that is another network than its entry says is refused when it is opened", async () => {
  const pooled = await addedModel("pooled", clipLike({ outputs: ["pooler_output"] }));
  await expect(open("pooled", pooled)).rejects.toMatchObject({
    code: "model-graph",
    exitCode: 6,
    data: { detail: "pooler_output float32 [?, 768] ≠ image_embeds float32 [?, 512]" },
  });
  const larger = await addedModel("larger", clipLike({ side: 336 }));
  await expect(open("larger", larger)).rejects.toMatchObject({ code: "model-graph" });
  const narrow = await addedModel("narrow", clipLike({ dimensions: 256 }));
  await expect(open("narrow", narrow)).rejects.toMatchObject({ code: "model-graph" });
});

test("a dynamically quantised model is asked picture by picture, so that no vector depends on its neighbours", async () => {
  const bytes = clipLike({ dynamic: true });
  const one = { precision: "int8", batch: 1 } as const;
  const int8 = await open("our-int8", await addedModel("our-int8", bytes, one));
  const pixels = [...(await prepared(int8)), new Uint8Array(224 * 224 * 3).fill(255)];
  const alone = [];
  for (const picture of pixels) alone.push(...(await vectorsOf(int8, [picture])));
  expect(await vectorsOf(int8, pixels)).toEqual(alone);
  // Asked together it would be another story: that is what the entry's `batch` is for.
  const together = await open("careless", await addedModel("careless", bytes));
  expect(await vectorsOf(together, pixels)).not.toEqual(alone);
  expect(int8.space.id).not.toBe(together.space.id);
});

test("CLIP that was not pulled is named with the command that pulls it", async () => {
  const models = { carried: (await addedModel("x", clipLike())).carried, pulled: temporaryFolder() };
  for (const model of ["clip-vit-b32", "clip-vit-b32-int8"])
    await expect(open(model, models)).rejects.toMatchObject({ code: "model-missing", data: { model } });
});

const assets = process.env.LOTE_ASSETS ?? join(import.meta.dir, "../../../../shared/assets");
const standIn = join(assets, "models/image-embed/standin_clip_vision_512.onnx");
const covers = join(assets, "images/covers/comics/batman");

skipUnless(existsSync(standIn), "LOTE_ASSETS is not there")(
  "a real network behind CLIP's interface runs through the same code and knows a cover again in another file",
  async () => {
    const models = await addedModel("stand-in", await Bun.file(standIn).bytes());
    const embedder = await open("stand-in", models);
    const names = [...new Bun.Glob("*.jpg").scanSync(covers)].sort().slice(0, 12);
    const pixelsOf = async (bytes: Uint8Array) =>
      preparePixels(await decodePicture(bytes), null, embedder.recipe);
    const originals = [];
    const copies = [];
    for (const name of names) {
      const bytes = await Bun.file(join(covers, name)).bytes();
      originals.push(await pixelsOf(bytes));
      const { default: sharp } = await import("sharp");
      copies.push(
        await pixelsOf(await sharp(bytes).resize({ height: 380 }).jpeg({ quality: 70 }).toBuffer()),
      );
    }
    const known = await vectorsOf(embedder, originals);
    const asked = await vectorsOf(embedder, copies);
    asked.forEach((vector, at) => {
      const cosines = known.map((other) => cosine(vector, other));
      expect(cosines.indexOf(Math.max(...cosines)), names[at]).toBe(at);
    });
  },
);

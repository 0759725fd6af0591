import { expect, test } from "bun:test";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findModel, modelsFolder, readManifest } from "../../../src/engine/models/manifest.ts";
import { verifyModel } from "../../../src/engine/models/verify.ts";

async function copyOfModels(change: (bytes: Uint8Array) => Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lote-models-"));
  const bytes = await Bun.file(join(modelsFolder, "cover-descriptor.onnx")).bytes();
  await Bun.write(join(folder, "cover-descriptor.onnx"), change(bytes));
  return folder;
}

test("the default cover model is the first of the manifest and its recipe fits its input", async () => {
  const model = findModel(await readManifest(), "cover-embed");
  expect(model.name).toBe("lote-cover-descriptor-441");
  expect(model.input.shape).toEqual([model.recipe.height, model.recipe.width, 3]);
  expect(model.output.shape).toEqual([model.dimensions]);
});

test("an unknown model names those that are known", async () => {
  const manifest = await readManifest();
  expect(() => findModel(manifest, "cover-embed", "clip")).toThrow(
    expect.objectContaining({
      code: "model-unknown",
      data: { model: "clip", known: "lote-cover-descriptor-441" },
    }),
  );
});

test("a manifest that is not one is a broken model", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lote-models-"));
  await Bun.write(join(folder, "manifest.json"), '{"version":1,"models":[{"name":"x"}]}');
  await expect(readManifest(folder)).rejects.toMatchObject({ code: "model-broken" });
});

test("every file of the manifest is the one that it describes", async () => {
  for (const entry of (await readManifest()).models) {
    expect(await verifyModel(entry)).toBe(join(modelsFolder, entry.file));
  }
});

test("a model file with one changed bit is refused by its hash", async () => {
  const model = findModel(await readManifest(), "cover-embed");
  const folder = await copyOfModels((bytes) => bytes.with(9000, (bytes[9000] ?? 0) ^ 1));
  await expect(verifyModel(model, folder)).rejects.toMatchObject({
    code: "model-broken",
    message: expect.stringContaining("SHA-256"),
  });
});

test("a cut or missing model file is refused, and read again once it is put right", async () => {
  const model = findModel(await readManifest(), "cover-embed");
  const folder = await copyOfModels((bytes) => bytes.subarray(0, 100));
  await expect(verifyModel(model, folder)).rejects.toMatchObject({ code: "model-broken" });
  await expect(verifyModel(model, join(folder, "none"))).rejects.toMatchObject({ code: "model-broken" });
  await Bun.write(join(folder, model.file), Bun.file(join(modelsFolder, model.file)));
  expect(await verifyModel(model, folder)).toBe(join(folder, model.file));
});

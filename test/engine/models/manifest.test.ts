import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { modelFolders } from "../../../src/engine/models/folders.ts";
import { findModel, readManifest } from "../../../src/engine/models/manifest.ts";
import { verifyModel } from "../../../src/engine/models/verify.ts";
import { addedModel, clipLike } from "../../fixtures/clip-like.ts";
import { openai } from "../../fixtures/preprocessing/golden.ts";
import { filesIn, temporaryFolder } from "../../fixtures/temporary-folder.ts";

const { carried } = modelFolders();

/** A manifest whose descriptor has no published hash. */
async function manifestWithoutHash(): Promise<string> {
  const manifest = await Bun.file(join(carried, "manifest.json")).json();
  delete manifest.files["cover-descriptor.onnx"].sha256;
  return filesIn(temporaryFolder(), { "manifest.json": JSON.stringify(manifest) });
}

test("the default cover model is the first of the manifest", async () => {
  expect(findModel(await readManifest(), "cover-embed").name).toBe("lote-cover-descriptor-441");
});

test("both forms of CLIP have OpenAI's recipe and give image_embeds, and the 8-bit one is asked picture by picture", async () => {
  const manifest = await readManifest();
  const [fp32, int8] = ["clip-vit-b32", "clip-vit-b32-int8"].map((name) =>
    findModel(manifest, "cover-embed", name),
  );
  expect(fp32).toMatchObject({
    output: { name: "image_embeds", unitLength: false },
    dimensions: 512,
    precision: "fp32",
    batch: "any",
    scale: { suggest: 0.75 },
    recipe: { width: 224, height: 224, fit: "cover", kernel: "cubic", layout: "float32-nchw", ...openai },
  });
  expect(int8).toMatchObject({ precision: "int8", batch: 1, recipe: fp32?.recipe, output: fp32?.output });
});

test("an unknown model names those that are known", async () => {
  const manifest = await readManifest();
  expect(() => findModel(manifest, "cover-embed", "clip")).toThrow(
    expect.objectContaining({
      code: "model-unknown",
      data: { model: "clip", known: expect.stringContaining("lote-cover-descriptor-441") },
    }),
  );
});

test("a manifest that is not one is a broken model", async () => {
  const folder = filesIn(temporaryFolder(), { "manifest.json": '{"version":2,"models":[{"name":"x"}]}' });
  await expect(readManifest({ carried: folder, pulled: folder })).rejects.toMatchObject({
    code: "model-broken",
  });
});

test("a model whose file the manifest does not describe is a broken model", async () => {
  const manifest = await Bun.file(join(carried, "manifest.json")).json();
  delete manifest.files["top-k.onnx"];
  const folder = filesIn(temporaryFolder(), { "manifest.json": JSON.stringify(manifest) });
  await expect(readManifest({ carried: folder, pulled: folder })).rejects.toMatchObject({
    code: "model-broken",
    message: expect.stringContaining("lote-top-k"),
  });
});

test("a model that lote carries is there, and says by which script it was made", async () => {
  const carriedModels = (await readManifest()).models.filter(({ sources }) =>
    sources.some((source) => "carried" in source),
  );
  expect(carriedModels.map(({ name }) => name)).toContain("lote-cover-descriptor-441");
  for (const { file, sources } of carriedModels) {
    expect(existsSync(join(carried, file))).toBe(true);
    for (const source of sources) {
      if ("carried" in source) expect(existsSync(join(carried, "..", source.madeBy))).toBe(true);
    }
  }
});

test("a model without a published hash has none until it is pinned, and then the pinned one and its size", async () => {
  const folders = { carried: await manifestWithoutHash(), pulled: temporaryFolder() };
  expect(findModel(await readManifest(folders), "cover-embed").sha256).toBeUndefined();
  const pin = { sha256: "a".repeat(64), size: 7 };
  filesIn(folders.pulled, {
    "pins.json": JSON.stringify({ version: 1, files: { "cover-descriptor.onnx": pin } }),
  });
  expect(findModel(await readManifest(folders), "cover-embed")).toMatchObject(pin);
});

test("a pin never overrules a hash that the manifest knows", async () => {
  const pulled = filesIn(temporaryFolder(), {
    "pins.json": JSON.stringify({
      version: 1,
      files: { "cover-descriptor.onnx": { sha256: "a".repeat(64), size: 7 } },
    }),
  });
  expect(findModel(await readManifest({ carried, pulled }), "cover-embed").size).toBeGreaterThan(7);
});

test("a person's own models come after lote's, found by their names and read from beside the pulled ones", async () => {
  const folders = await addedModel("our-clip", clipLike());
  const manifest = await readManifest(folders);
  expect(findModel(manifest, "cover-embed").name).toBe("lote-cover-descriptor-441");
  const { path } = await verifyModel(findModel(manifest, "cover-embed", "our-clip"), folders);
  expect(path).toBe(join(folders.pulled, "our-clip.onnx"));
});

test("a person's own manifest cannot say something else of lote's models and files", async () => {
  const folders = await addedModel("our-clip", clipLike());
  const added = await Bun.file(join(folders.pulled, "models.json")).json();
  for (const change of [
    { models: [{ ...added.models[0], name: "lote-cover-descriptor-441" }] },
    { files: { ...added.files, "cover-descriptor.onnx": added.files["our-clip.onnx"] } },
  ]) {
    filesIn(folders.pulled, { "models.json": JSON.stringify({ ...added, ...change }) });
    await expect(readManifest(folders)).rejects.toMatchObject({
      code: "model-broken",
      data: { model: join(folders.pulled, "models.json"), detail: expect.stringContaining("descriptor") },
    });
  }
});

test("a mistake in a person's own manifest is named with its file and place", async () => {
  const folders = await addedModel("our-clip", clipLike(), { dimensions: "512" });
  await expect(readManifest(folders)).rejects.toMatchObject({
    code: "model-broken",
    message: expect.stringMatching(/models\.json[\s\S]*dimensions/),
  });
});

test("the example of the page about models of one's own is one", async () => {
  const page = await Bun.file(join(carried, "../docs/own-models.md")).text();
  const [, example = ""] = /```json\n(.*?)```/s.exec(page) ?? [];
  const pulled = filesIn(temporaryFolder(), { "models.json": example });
  expect(findModel(await readManifest({ carried, pulled }), "cover-embed", "my-clip").dimensions).toBe(512);
});

test("pins that cannot be read are not taken for none", async () => {
  const pulled = filesIn(temporaryFolder(), { "pins.json": "{" });
  await expect(readManifest({ carried, pulled })).rejects.toMatchObject({ code: "model-broken" });
});

test("every file that is described belongs to a model", async () => {
  const { files } = await Bun.file(join(carried, "manifest.json")).json();
  const used = (await readManifest()).models.map(({ file }) => file);
  expect(Object.keys(files).sort()).toEqual(used.sort());
});

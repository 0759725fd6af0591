import { expect, test } from "bun:test";
import { join } from "node:path";
import { modelFolders } from "../../../src/engine/models/folders.ts";
import { findModel, readManifest } from "../../../src/engine/models/manifest.ts";
import { verifyModel } from "../../../src/engine/models/verify.ts";
import { filesIn, temporaryFolder } from "../../fixtures/temporary-folder.ts";

const { carried } = modelFolders();
const model = findModel(await readManifest(), "cover-embed");
const bytes = await Bun.file(join(carried, model.file)).bytes();

/** Folders in which the descriptor is a pulled model. */
function pulledAs(content: Uint8Array) {
  return { carried: temporaryFolder(), pulled: filesIn(temporaryFolder(), { [model.file]: content }) };
}

test("every file that lote carries is the one that the manifest describes", async () => {
  for (const entry of (await readManifest()).models) {
    if (!entry.sources.some((source) => "carried" in source)) continue;
    expect(await verifyModel(entry)).toEqual({ path: join(carried, entry.file), sha256: entry.sha256 ?? "" });
  }
});

test("a model file with one changed bit is refused by its hash", async () => {
  const folders = pulledAs(bytes.with(9000, (bytes[9000] ?? 0) ^ 1));
  await expect(verifyModel(model, folders)).rejects.toMatchObject({
    code: "model-broken",
    message: expect.stringContaining("SHA-256"),
  });
});

test("a cut model file is refused, and read again once it is put right", async () => {
  const folders = pulledAs(bytes.subarray(0, 100));
  await expect(verifyModel(model, folders)).rejects.toMatchObject({ code: "model-broken" });
  filesIn(folders.pulled, { [model.file]: bytes });
  expect(await verifyModel(model, folders)).toMatchObject({ path: join(folders.pulled, model.file) });
});

test("a model that was never pulled is missing, and the hint says how to pull it", async () => {
  const folders = { carried: temporaryFolder(), pulled: join(temporaryFolder(), "none") };
  await expect(verifyModel(model, folders)).rejects.toMatchObject({
    code: "model-missing",
    data: { model: model.name },
  });
});

test("a file that nothing says the hash of is not used", async () => {
  const { sha256: _, ...unpinned } = model;
  await expect(verifyModel(unpinned, pulledAs(bytes))).rejects.toMatchObject({ code: "model-missing" });
});

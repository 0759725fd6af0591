import { expect, test } from "bun:test";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import { checkLoads } from "../../../src/engine/models/check-loads.ts";
import { findModel, type ModelEntry, readManifest } from "../../../src/engine/models/manifest.ts";
import { verifyModel } from "../../../src/engine/models/verify.ts";
import { clipLike } from "../../fixtures/clip-like.ts";
import { caught } from "../../fixtures/net/caught.ts";
import { paddedModel } from "../../fixtures/padded-model.ts";
import { filesIn, temporaryFolder } from "../../fixtures/temporary-folder.ts";

const { onnx } = onnxProto;
const manifest = await readManifest();
const clip = findModel(manifest, "cover-embed", "clip-vit-b32");
const topK = findModel(manifest, "top-k");

/** Checks bytes as if they were a model's file. */
function checkedAs(model: ModelEntry, bytes: Uint8Array): Promise<void> {
  const folder = filesIn(temporaryFolder(), { "inside/model.onnx": bytes, "secret.bin": new Uint8Array(16) });
  return checkLoads(model, join(folder, "inside/model.onnx"));
}
const asClip = (bytes: Uint8Array) => checkedAs(clip, bytes);

/** A sum with a weight that is said to lie in another file. */
function reachingFor(location: string): Uint8Array {
  const { FLOAT } = onnx.TensorProto.DataType;
  const value = (name: string) => ({
    name,
    type: { tensorType: { elemType: FLOAT, shape: { dim: [{ dimValue: 4 }] } } },
  });
  const weight = {
    ...{ name: "weight", dims: [4], dataType: FLOAT },
    dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
    externalData: [{ key: "location", value: location }],
  };
  const graph = {
    ...{ name: "sum", input: [value("x")], output: [value("y")], initializer: [weight] },
    node: [{ opType: "Add", input: ["x", "weight"], output: ["y"] }],
  };
  return onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: "", version: 17 }], graph }).finish();
}

test("a network with the described inputs and outputs passes, described at length or not", async () => {
  await asClip(clipLike());
  await asClip(paddedModel(clipLike(), 100_000));
  for (const model of manifest.models.filter(({ sources }) => sources.some((source) => "carried" in source)))
    await checkLoads(model, (await verifyModel(model)).path);
});

test("another network is refused with what it has and what was described", async () => {
  for (const bytes of [
    clipLike({ side: 28 }),
    clipLike({ dimensions: 100 }),
    clipLike({ outputs: ["pooler_output"] }),
  ])
    expect((await caught(asClip(bytes))).code).toBe("model-graph");
});

test("what is cut or no network at all is broken", async () => {
  for (const bytes of [
    clipLike().subarray(0, 200),
    new TextEncoder().encode("no model"),
    new Uint8Array(1000),
  ])
    expect((await caught(asClip(bytes))).code).toBe("model-broken");
});

test("a network that reaches for files outside its folder is not loaded", async () => {
  for (const location of ["../secret.bin", "/etc/passwd", "a/../../secret.bin"]) {
    const { code, message } = await caught(checkedAs(topK, reachingFor(location)));
    expect(`${location} ${code}`).toBe(`${location} model-broken`);
    expect(message).toMatch(/external data path|absolute path/i);
  }
});

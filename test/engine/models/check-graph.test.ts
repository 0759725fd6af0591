import { expect, test } from "bun:test";
import { checkFaceGraph, checkGraph } from "../../../src/engine/models/check-graph.ts";
import { findModel, readManifest } from "../../../src/engine/models/manifest.ts";

const clip = findModel(await readManifest(), "cover-embed", "clip-vit-b32");
const pixels = { name: "pixel_values", type: "float32", shape: [null, 3, 224, 224] };
const embeds = { name: "image_embeds", type: "float32", shape: [null, 512] };
const pooled = { name: "pooler_output", type: "float32", shape: [null, 768] };

test("a graph whose tensors are those of the entry is taken, with other outputs and free dimensions too", () => {
  checkGraph(clip, { inputs: [pixels], outputs: [embeds] });
  checkGraph(clip, { inputs: [pixels], outputs: [pooled, embeds] });
  const free = { ...pixels, shape: [null, null, null, null] };
  checkGraph(clip, { inputs: [free], outputs: [{ ...embeds, shape: [null, null] }] });
  checkGraph({ ...clip, batch: 1 }, { inputs: [{ ...pixels, shape: [1, 3, 224, 224] }], outputs: [embeds] });
});

test("a graph that is another network is refused with what it has and what was wanted", () => {
  const refusals = [
    [[pixels], [pooled], "pooler_output float32 [?, 768] ≠ image_embeds float32 [?, 512]"],
    [
      [pixels],
      [{ ...embeds, shape: [null, 768] }],
      "image_embeds float32 [?, 768] ≠ image_embeds float32 [?, 512]",
    ],
    [
      [pixels],
      [{ ...embeds, type: "float16" }],
      "image_embeds float16 [?, 512] ≠ image_embeds float32 [?, 512]",
    ],
    [[pixels], [], " ≠ image_embeds float32 [?, 512]"],
    [
      [{ ...pixels, shape: [null, 3, 256, 256] }],
      [embeds],
      "pixel_values float32 [?, 3, 256, 256] ≠ pixel_values float32 [?, 3, 224, 224]",
    ],
    [
      [{ ...pixels, shape: [null, 224, 224, 3] }],
      [embeds],
      "pixel_values float32 [?, 224, 224, 3] ≠ pixel_values float32 [?, 3, 224, 224]",
    ],
    [
      [pixels, { name: "input_ids", type: "int64", shape: [null, null] }],
      [embeds],
      "pixel_values float32 [?, 3, 224, 224], input_ids int64 [?, ?] ≠ pixel_values float32 [?, 3, 224, 224]",
    ],
    // One picture a call only, which the entry does not say.
    [
      [{ ...pixels, shape: [1, 3, 224, 224] }],
      [embeds],
      "pixel_values float32 [1, 3, 224, 224] ≠ pixel_values float32 [?, 3, 224, 224]",
    ],
  ] as const;
  for (const [inputs, outputs, detail] of refusals) {
    expect(() => checkGraph(clip, { inputs: [...inputs], outputs: [...outputs] } as never)).toThrow(
      expect.objectContaining({ code: "model-graph", data: { model: "clip-vit-b32", detail } }),
    );
  }
});

const { models } = await readManifest();
const faceNetwork = (name: string) => {
  const model = models.find((one) => one.name === name);
  if (model?.purpose !== "face-embed" && model?.purpose !== "face-part")
    throw new Error(`${name} is no network`);
  return model;
};

test("a network of faces is taken with its channels where its entry has them, and refused with them elsewhere", () => {
  const columns = { name: "input_1", type: "float32", shape: [null, null, null, 3] };
  const rows = { name: "input_1", type: "float32", shape: [null, 3, null, null] };
  const outputs = ["conv2d_4", "softmax"].map((name) => ({
    name,
    type: "float32",
    shape: [null, null, null, 4],
  }));
  const proposals = faceNetwork("mtcnn-p");
  checkFaceGraph(proposals, { inputs: [columns], outputs });
  expect(() => checkFaceGraph(proposals, { inputs: [rows], outputs })).toThrow(
    "≠ input_1 float32 [?, ?, ?, 3]",
  );
  expect(() => checkFaceGraph(proposals, { inputs: [columns], outputs: outputs.slice(1) })).toThrow(
    "conv2d_4",
  );
});

test("an embedder of faces has the entry's sizes, and its only output where none is named", () => {
  const input = { name: "input", type: "float32", shape: [null, 160, 160, 3] };
  const vectors = { name: "whatever", type: "float32", shape: [null, 512] };
  const facenet = faceNetwork("facenet512");
  checkFaceGraph(facenet, { inputs: [input], outputs: [vectors] });
  const refused = [
    { inputs: [{ ...input, shape: [null, 112, 112, 3] }], outputs: [vectors] },
    { inputs: [input], outputs: [{ ...vectors, shape: [null, 128] }] },
    { inputs: [input], outputs: [vectors, { ...vectors, name: "another" }] },
  ];
  for (const graph of refused)
    expect(() => checkFaceGraph(facenet, graph)).toThrow(expect.objectContaining({ code: "model-graph" }));
});

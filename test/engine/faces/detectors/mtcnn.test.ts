import { expect } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { modelFolders } from "../../../../src/engine/models/folders.ts";
import { columnsFirst } from "../../../fixtures/faces/columns-first.ts";
import { assets, faceModels, haveAssets, noAssets } from "../../../fixtures/faces/face-assets.ts";
import { agreement, goldenFaces, photoNamed } from "../../../fixtures/faces/golden-faces.ts";
import { testReader } from "../../../fixtures/faces/open-reader.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";
import { skipUnless } from "../../../support/skip.ts";

const testWithAssets = skipUnless(haveAssets("mtcnn-rows-p.onnx", "faceplugin-512.onnx"), noAssets);

testWithAssets(
  "MTCNN finds the boxes and points that another implementation of its steps finds",
  async () => {
    const reader = await testReader({ models: faceModels(), detector: "mtcnn-rows" });
    for (const [name, golden] of await goldenFaces("mtcnn")) {
      const found = await reader.find(await photoNamed(name));
      expect(found.faces).toHaveLength(golden.length);
      for (const { overlap, apart } of agreement(found, golden)) {
        expect(overlap).toBeGreaterThan(0.99);
        expect(apart).toBeLessThan(0.5);
      }
    }
  },
  120_000,
);

/** The same weights as Keras has them, columns before rows, under lote's own entry with their hashes. */
async function kerasModels(axes: "nwhc" | "nhwc") {
  const { carried } = modelFolders();
  const manifest = await Bun.file(join(carried, "manifest.json")).json();
  const folder = temporaryFolder();
  const pulled = faceModels().pulled;
  mkdirSync(join(folder, "carried"));
  const networks = [
    ["p", { input: "input_1", reg: "conv2d_4", prob: "softmax" }, ["reg", "prob"]],
    ["r", { input: "input_2", reg: "dense_2", prob: "softmax_1" }, []],
    ["o", { input: "input_3", reg: "dense_5", prob: "softmax_2", landmarks: "dense_6" }, []],
  ] as const;
  for (const [letter, names, maps] of networks) {
    const graph = await Bun.file(join(assets, `models/face-detect/mtcnn/${letter}net.onnx`)).bytes();
    const turned = columnsFirst(graph, names, maps);
    await Bun.write(join(pulled, `mtcnn-${letter}.onnx`), turned);
    const sha256 = new Bun.CryptoHasher("sha256").update(turned).digest("hex");
    Object.assign(manifest.files[`mtcnn-${letter}.onnx`], { size: turned.length, sha256 });
  }
  for (const model of manifest.models)
    if (/^mtcnn(-[pr])?$/.test(model.name)) {
      expect(model.input.axes).toBe("nwhc");
      model.input.axes = axes;
    }
  await Bun.write(join(folder, "carried/manifest.json"), JSON.stringify(manifest));
  return { carried: join(folder, "carried"), pulled };
}

testWithAssets(
  "Keras's MTCNN, which takes columns before rows, finds the same boxes as the one that takes rows first",
  async () => {
    const reader = await testReader({ models: await kerasModels("nwhc"), detector: "mtcnn" });
    for (const [name, golden] of (await goldenFaces("mtcnn")).slice(8)) {
      for (const { overlap, apart } of agreement(await reader.find(await photoNamed(name)), golden)) {
        expect(overlap).toBeGreaterThan(0.99);
        expect(apart).toBeLessThan(0.5);
      }
    }
  },
  120_000,
);

testWithAssets(
  "Keras's MTCNN fed with rows first is found out by the golden boxes",
  async () => {
    const reader = await testReader({ models: await kerasModels("nhwc"), detector: "mtcnn" });
    let wrong = 0;
    for (const [name, golden] of (await goldenFaces("mtcnn")).slice(0, 6)) {
      const found = await reader.find(await photoNamed(name));
      const [match] = agreement(found, golden);
      if (!match || match.overlap < 0.95 || match.apart > 2) wrong += 1;
    }
    expect(wrong).toBe(6);
  },
  120_000,
);

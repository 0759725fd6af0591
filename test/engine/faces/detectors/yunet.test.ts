import { expect } from "bun:test";
import { faceModels, haveAssets, noAssets } from "../../../fixtures/faces/face-assets.ts";
import { agreement, goldenFaces, photoNamed } from "../../../fixtures/faces/golden-faces.ts";
import { testReader } from "../../../fixtures/faces/open-reader.ts";
import { skipUnless } from "../../../support/skip.ts";

skipUnless(haveAssets("yunet.onnx", "faceplugin-512.onnx"), noAssets)(
  "YuNet finds the boxes, points and scores that OpenCV finds with it",
  async () => {
    const reader = await testReader({ models: faceModels(), detector: "yunet" });
    for (const [name, golden] of await goldenFaces("yunet")) {
      const found = await reader.find(await photoNamed(name));
      expect(found.faces.map(({ score }) => score.toFixed(2))).toEqual(
        golden.map(({ score }) => score.toFixed(2)),
      );
      for (const { overlap, apart } of agreement(found, golden)) {
        expect(overlap).toBeGreaterThan(0.99);
        expect(apart).toBeLessThan(0.5);
      }
    }
  },
  60_000,
);

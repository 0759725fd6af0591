import { expect } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { photosIn, readLabelled } from "../../bench/faces/labelled-faces.ts";
import { verify } from "../../bench/faces/verification.ts";
import {
  assets,
  faceModels,
  haveAssets,
  notPulled,
  packagePulled,
  photos,
} from "../../fixtures/faces/face-assets.ts";
import { testReader } from "../../fixtures/faces/open-reader.ts";
import { skipUnless } from "../../support/skip.ts";

skipUnless(packagePulled, notPulled)(
  "the models of one npm package find every face of the labelled photos and tell their people apart",
  async () => {
    const reader = await testReader({ models: faceModels() });
    const { found, faces } = await readLabelled(reader, photosIn(join(photos, "lfw10x10")));
    expect(found).toBe(100);
    const { auc, accuracy } = verify(faces, reader.thresholds.strict);
    expect(auc).toBeGreaterThan(0.99);
    expect(accuracy).toBeGreaterThan(0.97);
  },
  180_000,
);

/** Vectors that deepface made, by the photos' paths below the folder of faces. */
const deepface = join(assets, "models/face-embed/facenet512-deepface.json");

skipUnless(
  existsSync(deepface) && haveAssets("facenet512.onnx", "mtcnn-rows-p.onnx"),
  "facenet512.onnx and facenet512-deepface.json are not in LOTE_ASSETS",
)(
  "Facenet512's vectors are those that deepface makes of the same photos",
  async () => {
    const reader = await testReader({ models: faceModels(), model: "facenet512", detector: "mtcnn-rows" });
    const golden: Record<string, number[]> = await Bun.file(deepface).json();
    for (const [name, vector] of Object.entries(golden)) {
      const { faces } = await reader.read(await Bun.file(join(photos, name)).bytes());
      const length = Math.hypot(...vector);
      const cosines = faces.map(({ vector: own }) =>
        own instanceof Float32Array
          ? own.reduce((sum, value, at) => sum + (value * (vector[at] ?? 0)) / length, 0)
          : 0,
      );
      expect(Math.max(...cosines)).toBeGreaterThan(0.999);
    }
  },
  180_000,
);

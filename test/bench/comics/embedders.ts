import { join } from "node:path";
import type { EngineSettings } from "../../../src/engine/config/engine-settings.ts";
import { spaceOf, type VectorSpace } from "../../../src/engine/embedding/space.ts";
import { modelFolders } from "../../../src/engine/models/folders.ts";
import { findModel, readManifest } from "../../../src/engine/models/manifest.ts";
import { locateModel } from "../../../src/engine/models/verify.ts";
import { addedModel } from "../../fixtures/clip-like.ts";

/** A model that the bench can ask. */
export interface BenchEmbedder {
  /** What the page calls it. */
  readonly title: string;
  readonly model: string | null;
  readonly space: VectorSpace;
  readonly settings: EngineSettings;
}

const standIn = "standin-clip-interface";

/** The embedded descriptor; the stand-in where the assets are there; CLIP where it was pulled. */
export async function benchEmbedders(assets: string | null): Promise<BenchEmbedder[]> {
  const settings = { device: "cpu" } as const;
  const manifest = await readManifest();
  const described = (model: string | null, title: string, more: EngineSettings = {}): BenchEmbedder => ({
    ...{ title, model, settings: { ...settings, ...more } },
    space: spaceOf(findModel(manifest, "cover-embed", model ?? undefined)),
  });
  const found = [described(null, "the embedded descriptor")];
  const file = Bun.file(join(assets ?? "", "models/image-embed/standin_clip_vision_512.onnx"));
  if (assets !== null && (await file.exists())) {
    const folders = await addedModel(standIn, await file.bytes());
    const entry = findModel(await readManifest(folders), "cover-embed", standIn);
    found.push({
      title: "a stand-in with CLIP's interface (MobileNetV2 features: it says nothing of CLIP)",
      model: standIn,
      space: spaceOf(entry),
      settings: { ...settings, "models-folder": folders.pulled },
    });
  }
  for (const model of ["clip-vit-b32-int8", "clip-vit-b32"]) {
    if (locateModel(findModel(manifest, "cover-embed", model), modelFolders()) !== null)
      found.push(described(model, model));
  }
  return found;
}

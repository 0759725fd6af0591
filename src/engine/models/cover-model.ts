import type { EngineSettings } from "../config/engine-settings.ts";
import { modelFolders } from "./folders.ts";
import { findModel, readManifest } from "./manifest.ts";
import { assertPulled } from "./verify.ts";

/**
 * What lote knows of the model that covers are compared with: the one of this name, or the usual one. A run must not be
 * made for a model that there is not, or not yet.
 *
 * @throws LoteError `model-unknown`, `model-missing`
 */
export async function coverModel(model: string | null, settings: EngineSettings) {
  const models = modelFolders(settings);
  const entry = findModel(await readManifest(models), "cover-embed", model ?? undefined);
  assertPulled(entry, models);
  return entry;
}

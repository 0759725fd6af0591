import { join } from "node:path";
import { openFaceReader } from "../../faces/face-reader.ts";
import { modelFolders } from "../../models/folders.ts";
import type { OpenReader } from "./reader.ts";

/** Opens the models of faces of this installation. */
export const openModels: OpenReader = async ({ settings, cacheFolder }, model) => {
  const reader = await openFaceReader({
    machineNotes: join(cacheFolder, "machine.json"),
    models: modelFolders(settings),
    ...(model === null ? {} : { model }),
    ...(settings["face-detector"] === undefined ? {} : { detector: settings["face-detector"] }),
    allowNonCommercial: settings["allow-noncommercial"],
    ...(settings.device === undefined ? {} : { device: settings.device }),
    ...(settings.threads === undefined ? {} : { threads: settings.threads }),
  });
  return { reader, gate: reader.gate, margin: reader.margin };
};

import { join } from "node:path";
import { CoverEmbedder } from "../../embedding/cover-embedder.ts";
import { modelFolders } from "../../models/folders.ts";
import type { WorkflowEnvironment } from "../workflow.ts";

/** Opens the embedder of a run and tells the ledger what it runs on. */
export async function openEmbedder(
  environment: WorkflowEnvironment,
  model: string | null,
  expectedItems: number,
): Promise<CoverEmbedder> {
  const { cacheFolder, settings, note } = environment;
  const embedder = await CoverEmbedder.open({
    machineNotes: join(cacheFolder, "machine.json"),
    expectedItems,
    models: modelFolders(settings),
    ...(model === null ? {} : { model }),
    ...(settings.device === undefined ? {} : { device: settings.device }),
    ...(settings.threads === undefined ? {} : { threads: settings.threads }),
    ...(settings["cover-views"] === undefined ? {} : { views: settings["cover-views"] }),
  });
  const { provider, hosts, threads } = embedder.device;
  note("device", { model: embedder.space.model, provider, hosts, threads });
  for (const { en, es } of embedder.notes) note("text", { en, es });
  return embedder;
}

import { join } from "node:path";
import { LoteError } from "../../../errors/lote-error.ts";
import { BatchClient } from "../../../language-model/batch.ts";
import { openLanguageModel } from "../../../language-model/open-language-model.ts";
import type { LanguageModelService } from "../../../language-model/service.ts";
import type { WorkflowEnvironment } from "../../workflow.ts";
import type { NormalizeParameters } from "../parameters.ts";
import { openRouter } from "../route.ts";
import type { AnswerCache } from "./answer-cache.ts";
import { type DecidedMode, decideMode, modelAskedFor } from "./mode.ts";
import { tierModels } from "./models.ts";
import { openAnswerCache } from "./open-answer-cache.ts";
import { Planner } from "./planner.ts";

/** What the stages work with where models are asked. */
export interface Asking {
  readonly service: LanguageModelService;
  readonly planner: Planner;
  readonly mode: DecidedMode;
  readonly client: BatchClient;
  /** Null where names are not compared at all. */
  readonly cache: AnswerCache | null;
  /** The cache only shows what it would have answered. */
  readonly isShadow: boolean;
}

/**
 * Null where no model is asked.
 *
 * @throws LoteError `key-missing`; as {@link tierModels}
 */
export async function openAsking(
  environment: WorkflowEnvironment,
  parameters: NormalizeParameters,
): Promise<Asking | null> {
  const { stores, settings, run, note, cacheFolder } = environment;
  if (parameters.mode === "rules") return null;
  const service = await openLanguageModel(environment);
  if (!service) {
    const asked = modelAskedFor(parameters);
    if (asked === undefined) return null;
    throw new LoteError("key-missing", { detail: asked });
  }
  const client = new BatchClient(service, join(cacheFolder, "batches"));
  const mayBatch = parameters.mode !== "sync";
  const models = await tierModels(service, settings, parameters.model, mayBatch);
  for (const { model, shutdown } of Object.values(models)) {
    if (shutdown) note("model-ends", { model: model.id, shutdown, replacement: model.replacement ?? "…" });
  }
  const route = openRouter(settings, parameters.route);
  const planner = await Planner.open(models, route, settings["product-effort"]);
  const cacheMode = settings["product-cache"] ?? "use";
  const isShadow = cacheMode === "shadow";
  const mode = await decideMode(stores, run, parameters, planner);
  const isOffered = mode !== "batch" || (await client.isOffered());
  if (!isOffered) note("batch-emulated", { host: service.host });
  const cache = cacheMode === "off" ? null : await openAnswerCache(environment);
  return { service, planner, client, cache, isShadow, mode: isOffered ? mode : "sync" };
}

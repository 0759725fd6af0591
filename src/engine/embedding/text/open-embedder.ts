import type { SpaceRow } from "../../../stores/documents.ts";
import type { EngineSettings } from "../../config/engine-settings.ts";
import { LoteError } from "../../errors/lote-error.ts";
import { ModelTable } from "../../language-model/model-table.ts";
import type { RateLimiter } from "../../limits/rate-limiter.ts";
import { hashedNgramsName, isEmbedded } from "./embedded-name.ts";
import type { TextEmbedder } from "./embedder.ts";
import { openHashedNgrams } from "./hashed-ngrams.ts";

/** What opening an embedder may need. */
export interface EmbedderSetting {
  readonly settings: EngineSettings;
  readonly cacheFolder: string;
  /** Of the services: left out for a single question. */
  readonly limiter?: RateLimiter;
  readonly signal?: AbortSignal;
  /** How many texts are to come: for many, a network on this machine looks for its best layout first. */
  readonly expectedTexts?: () => Promise<number>;
  /** Another program than the model host's own; tests pass one that crashes on purpose. */
  readonly hostProgram?: string;
}

/**
 * Opens the embedder of that name; the embedded one where none is named.
 *
 * @throws LoteError `model-unknown`, `key-missing`, `price-unknown`, `model-gone`; as `openLocalEmbedder`
 */
export async function openEmbedder(model: string | null, setting: EmbedderSetting): Promise<TextEmbedder> {
  if (model === null || isEmbedded(model)) return openHashedNgrams();
  const { localTextModels, openLocalEmbedder } = await import("./local-embedder.ts");
  const local = await localTextModels(setting.settings);
  const own = local.find(({ name }) => name === model);
  if (own) return openLocalEmbedder(own, setting);
  const { openServiceEmbedder } = await import("./service-embedder.ts");
  const embedder = await openServiceEmbedder(model, setting);
  if (embedder) return embedder;
  const { models } = await ModelTable.read();
  const served = models.some(({ kind, id }) => kind === "embedding" && id === model);
  if (served) throw new LoteError("key-missing", { detail: `--model ${model}` });
  throw new LoteError("model-unknown", {
    model,
    known: [hashedNgramsName, ...local.map(({ name }) => name)].join(", "),
  });
}

/** Does the embedder of that name work on this machine? It has no batches, and costs nothing. */
export async function isLocalEmbedder(
  model: string | null,
  settings: EmbedderSetting["settings"],
): Promise<boolean> {
  if (isEmbedded(model)) return true;
  const { localTextModels } = await import("./local-embedder.ts");
  return (await localTextModels(settings)).some(({ name }) => name === model);
}

/** Opens the one that a space was made with. @throws LoteError `space-mismatch` where it makes other vectors by now */
export async function openEmbedderOf(space: SpaceRow, setting: EmbedderSetting): Promise<TextEmbedder> {
  const embedder = await openEmbedder(space.model, setting);
  if (embedder.space.id === space.id) return embedder;
  await embedder.close();
  throw new LoteError("space-mismatch", {
    left: `${space.model} (${space.id})`,
    right: `${embedder.space.model} (${embedder.space.id})`,
  });
}

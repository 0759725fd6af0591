import { schemeOf } from "../../../../stores/index-address.ts";
import { openEmbedder } from "../../../embedding/text/open-embedder.ts";
import type { LoteError } from "../../../errors/lote-error.ts";
import type { WorkflowEnvironment } from "../../workflow.ts";
import { SparedIndex } from "../cache/spared-index.ts";
import { AnswerCache } from "./answer-cache.ts";

/**
 * The cache of answers where the settings have its index, its vectors by the embedder that they name.
 *
 * @param spares an index that is away is told of and done without; else it ends the work
 * @throws LoteError as `openEmbedder`; StoreError `index-url`
 */
export async function openAnswerCache(
  { stores, settings, cacheFolder, limiter, signal, note }: WorkflowEnvironment,
  spares = true,
): Promise<AnswerCache> {
  schemeOf(settings.index);
  const model = settings["product-cache-model"] ?? null;
  const embedder = await openEmbedder(model, { settings, cacheFolder, limiter, signal });
  const tell = (why: LoteError) => {
    note("cache-away", { detail: `${why.code}: ${why.data.place ?? why.data.detail ?? ""}` });
  };
  return new AnswerCache(
    new SparedIndex(() => stores.productAnswers.open(settings.index), spares ? tell : null),
    embedder,
  );
}

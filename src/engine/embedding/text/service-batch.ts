import { join } from "node:path";
import { z } from "zod";
import type { Cost } from "../../../stores/sqlite/ledger/money.ts";
import { toLoteError } from "../../errors/lote-error.ts";
import { BatchClient, BatchCost, type RemoteBatch } from "../../language-model/batch.ts";
import { BatchWatch, noRemote, pollMsOf } from "../../language-model/batch-watch.ts";
import { vectorsIn } from "../../language-model/embed.ts";
import type { ModelOf } from "../../language-model/model-table.ts";
import { worstUsd } from "../../language-model/price.ts";
import type { LanguageModelService } from "../../language-model/service.ts";
import type { EmbedderBatches } from "./embedder.ts";
import type { EmbedderSetting } from "./open-embedder.ts";

/** What the service takes; their vectors are read and written as they come. */
const textsOfBatch = 50_000;
/** The service takes a file of 200 MB; what stands around 50,000 texts is 10 of them. */
const bytesOfBatch = 180 * 2 ** 20;

const data = z.object({ data: z.unknown() });

/** An embedder's texts in batches: a request a text, named by what the text is named. */
export function serviceBatches(
  service: LanguageModelService,
  model: ModelOf<"embedding">,
  { settings, cacheFolder }: Pick<EmbedderSetting, "settings" | "cacheFolder">,
  check: (vector: Float32Array) => Float32Array,
): EmbedderBatches {
  const client = new BatchClient(service, join(cacheFolder, "batches"));
  const watch = new BatchWatch(client, pollMsOf(settings));
  const factor = model.batchFactor ?? 1;

  async function* vectorsOf(batch: RemoteBatch, sum: BatchCost) {
    const seen = new Set<string>();
    for await (const { custom_id: name, response } of client.results(batch)) {
      // A line that comes twice is one answer, and was paid once.
      if (seen.has(name)) continue;
      seen.add(name);
      sum.add(response?.body);
      const answer = response?.status_code === 200 ? data.safeParse(response.body).data : undefined;
      if (!answer) continue;
      const vector = vectorOf(answer.data);
      if (vector) yield { name, vector };
    }
  }

  function vectorOf(answer: unknown): Float32Array | undefined {
    try {
      const [vector] = vectorsIn(answer, 1, model.id);
      return vector && check(vector);
    } catch (error) {
      // Its text is asked about alone, where the same is told of as an error.
      if (toLoteError(error).code === "answer-broken") return undefined;
      throw error;
    }
  }

  return {
    factor,
    texts: textsOfBatch,
    bytes: bytesOfBatch,
    queue: { name: `${service.host} ${model.id}`, limit: service.limits?.batchTokens(model) ?? null },
    isOffered: () => client.isOffered(),
    worstUsd: (tokens) => worstUsd(model.usdPerMillion, { input: tokens, output: 0 }, factor),
    submit: async (key, texts) => {
      let remote = noRemote;
      if (texts.length > 0) {
        try {
          remote = await client.submit(model, key, linesOf(texts, model.id), "/v1/embeddings");
        } catch (error) {
          // Each goes on alone, to whoever takes it.
          if (toLoteError(error).code !== "request-refused") throw error;
        }
      }
      return { remote, pollAfterMs: remote === noRemote ? 0 : watch.firstLookMs };
    },
    find: (key) => client.find(key),
    poll: (remote) => watch.poll(remote),
    cancel: (remote) => watch.cancel(remote),
    take: async (remote, keep) => {
      const batch = await watch.ended(remote);
      if (!batch) return undefined;
      const sum = new BatchCost();
      await keep(vectorsOf(batch, sum));
      const cost: Cost = sum.cost(model.usdPerMillion, factor, batch.usage);
      return { isWhole: batch.status === "completed" || remote === noRemote, cost };
    },
  };
}

function* linesOf(texts: Parameters<EmbedderBatches["submit"]>[1], model: string): Generator<string> {
  for (const { name, text } of texts) {
    const body = { model, input: text, encoding_format: "base64" };
    yield JSON.stringify({ custom_id: name, method: "POST", url: "/v1/embeddings", body });
  }
}

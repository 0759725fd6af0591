import { LoteError } from "../../errors/lote-error.ts";
import { embed } from "../../language-model/embed.ts";
import { type ModelOf, priceFromText } from "../../language-model/model-table.ts";
import { openLanguageModel } from "../../language-model/open-language-model.ts";
import type { LanguageModelService, Payer } from "../../language-model/service.ts";
import { toUnitLength } from "../unit-length.ts";
import type { TextEmbedder } from "./embedder.ts";
import type { EmbedderSetting } from "./open-embedder.ts";
import { serviceBatches } from "./service-batch.ts";

/** What the service takes of one text, and in one request. */
const serviceLimits = { tokens: 8192, texts: 2048, tokensOfCall: 300_000 } as const;

/**
 * An embedder at a service that speaks OpenAI's protocol; null where none is configured.
 *
 * @throws LoteError `model-unknown`, `model-gone`, `price-unknown`, `config-value`; as `LanguageModelService.call`
 */
export async function openServiceEmbedder(
  name: string,
  setting: EmbedderSetting,
): Promise<TextEmbedder | null> {
  const { settings } = setting;
  const service = await openLanguageModel(setting);
  if (!service) return null;
  const model = await modelOf(service, name, settings["model-price"]);
  const price = model.usdPerMillion?.input ?? null;
  if (price === null) throw new LoteError("price-unknown", { detail: name });
  // A server of one's own may call anything by that name.
  const identity = [service.host, model.id, model.dimensions];
  const id = new Bun.CryptoHasher("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 12);
  return {
    space: {
      id,
      model: model.id,
      dimensions: model.dimensions,
      embedder: { kind: "service", host: service.host },
    },
    tokenizer: model.encoding,
    limits: serviceLimits,
    isLocal: false,
    device: null,
    usdPerMillion: price,
    embed: async (texts, { paid }, keep) => {
      const vectors = await embed(
        service,
        model,
        texts.map(({ text }) => text),
        paid as Payer,
      );
      await keep(vectors.map((vector) => checked(vector, model)));
    },
    batches: serviceBatches(service, model, setting, (vector) => checked(vector, model)),
    ask: async (text) => {
      // One question of a person costs less than writing down what it cost.
      const [vector] = await embed(service, model, [text], async (work) => (await work.make()).answer);
      if (!vector) throw new LoteError("answer-broken", { model: name, detail: "no vector" });
      return checked(vector, model);
    },
    close: async () => undefined,
  };
}

function checked(vector: Float32Array, { id, dimensions }: ModelOf<"embedding">): Float32Array {
  if (vector.length === dimensions) return toUnitLength(vector);
  throw new LoteError("answer-broken", { model: id, detail: `${vector.length} numbers, not ${dimensions}` });
}

/** A server of one's own may have models that lote does not know: their vectors are as long as it makes them. */
async function modelOf(
  service: LanguageModelService,
  name: string,
  price: string | undefined,
): Promise<ModelOf<"embedding">> {
  if (service.table.find("embedding", name) || !service.isOwnServer) {
    return (await service.choose("embedding", name)).model;
  }
  if (price === undefined) throw new LoteError("price-unknown", { detail: name });
  const model = {
    kind: "embedding",
    id: name,
    usdPerMillion: priceFromText(price),
    encoding: "cl100k_base",
    dimensions: 1,
  } as const;
  const [sample] = await embed(service, model, ["lote"], async (work) => (await work.make()).answer);
  return { ...model, dimensions: sample?.length ?? 1 };
}

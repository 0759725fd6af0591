import { z } from "zod";
import { LoteError } from "../errors/lote-error.ts";
import { isUnpaid } from "./api-error.ts";
import { tokenCounter } from "./count-tokens.ts";
import type { ModelOf } from "./model-table.ts";
import { costOf, worstUsd } from "./price.ts";
import type { LanguageModelService, Payer } from "./service.ts";

/**
 * The vectors of texts, in their order, as the service makes them (float32, of length one). The texts of one call go
 * in one request: at most 2,048 of them, 8,192 tokens each and 300,000 together. Vectors are not kept with the payment: whoever asks keeps
 * them.
 *
 * @throws LoteError `request-refused` where one of the texts is not taken; `answer-broken`; as the service's `buy`
 */
export async function embed(
  service: LanguageModelService,
  model: ModelOf<"embedding">,
  texts: readonly string[],
  pay: Payer,
): Promise<Float32Array[]> {
  const count = await tokenCounter(model.encoding);
  const tokens = texts.reduce((sum, text) => sum + count(text), 0);
  let vectors: Float32Array[] = [];
  await service.buy(pay, {
    // A lost answer is asked for again: what is worth keeping is kept by its content, not by this key.
    key: `embed/${service.host}/${model.id}/${crypto.randomUUID()}`,
    model,
    tokens,
    worstUsd: worstUsd(model.usdPerMillion, { input: tokens + texts.length, output: 0 }),
    ifLost: "repeat",
    isUnpaid,
    make: async () => {
      const body = { model: model.id, input: [...texts], encoding_format: "base64" as const };
      const answer = await service.call(model, () => service.client.embeddings.create(body));
      const usage = z.object({ prompt_tokens: z.number() }).safeParse(answer.usage);
      vectors = vectorsIn(answer.data, texts.length, model.id);
      const input = usage.success ? usage.data.prompt_tokens : tokens;
      return { answer: "", cost: costOf(model.usdPerMillion, { input, cached: 0, output: 0 }) };
    },
  });
  return vectors;
}

const answered = z.array(
  z.object({ index: z.number().int().nonnegative(), embedding: z.union([z.base64(), z.array(z.number())]) }),
);

/**
 * The vectors of an answer's `data`. Servers of one's own may answer with numbers where base64 was asked for, and in any order.
 *
 * @throws LoteError `answer-broken`
 */
export function vectorsIn(data: unknown, count: number, model: string): Float32Array[] {
  const found = answered.safeParse(data);
  const vectors: Float32Array[] = [];
  for (const { index, embedding } of found.success ? found.data : []) {
    const vector = typeof embedding === "string" ? numbersIn(embedding) : Float32Array.from(embedding);
    if (vector) vectors[index] = vector;
  }
  const [first] = vectors;
  const isWhole =
    vectors.length === count &&
    Array.from(vectors).every((one) => one && one.length > 0 && one.length === first?.length);
  if (!isWhole)
    throw new LoteError("answer-broken", { model, detail: `${vectors.length} of ${count} vectors` });
  return vectors;
}

/** Undefined where the bytes are no whole numbers. */
function numbersIn(base64: string): Float32Array | undefined {
  const { buffer, byteLength } = new Uint8Array(Uint8Array.fromBase64(base64));
  return byteLength % Float32Array.BYTES_PER_ELEMENT === 0 ? new Float32Array(buffer) : undefined;
}

import type { ImageGenerateParamsNonStreaming } from "openai/resources/images";
import { z } from "zod";
import { LoteError } from "../errors/lote-error.ts";
import type { Bought } from "../flow/stage.ts";
import { isUnpaid } from "./api-error.ts";
import { tokenCounter } from "./count-tokens.ts";
import type { ModelOf } from "./model-table.ts";
import { costOf, worstUsd } from "./price.ts";
import type { LanguageModelService, Payer } from "./service.ts";

export interface ImageRequest {
  readonly model: ModelOf<"image">;
  readonly prompt: string;
  readonly quality: "low" | "medium" | "high";
  /** What the picture is of: one subject's picture is made once for a model and a prompt's version. */
  readonly subject: string;
}

/**
 * Has one picture of 1024 × 1024 made, and returns its bytes as base64.
 *
 * @throws LoteError `price-unknown`, `paid-unknown`; `moderation-refused`; as {@link LanguageModelService.call}
 */
export async function generateImage(
  service: LanguageModelService,
  { model, prompt, quality, subject }: ImageRequest,
  pay: Payer,
  item?: number,
): Promise<string> {
  const count = await tokenCounter("o200k_base");
  const input = count(prompt) + 64;
  const output = model.worstOutputTokens?.[quality] ?? Number.NaN;
  const body = {
    model: model.id,
    prompt,
    n: 1,
    size: "1024x1024",
    quality,
    output_format: "jpeg",
  } satisfies ImageGenerateParamsNonStreaming;
  return service.buy(pay, {
    key: `image/${service.host}/${model.id}/${quality}/${subject}`,
    model,
    // What is not known of the picture's tokens is refused for its price.
    tokens: input + (Number.isNaN(output) ? 0 : output),
    worstUsd: worstUsd(model.usdPerMillion, { input, output }),
    ...(item === undefined ? {} : { item }),
    make: () => make(service, body, model),
    isUnpaid,
  });
}

/** The pictures' bytes are always in the answer; the service's usage says what they cost. */
const made = z.object({
  data: z.array(z.object({ b64_json: z.base64() })).min(1),
  usage: z.object({
    input_tokens: z.number(),
    output_tokens: z.number(),
    input_tokens_details: z.object({ cached_tokens: z.number().optional() }).optional(),
  }),
});

async function make(
  service: LanguageModelService,
  body: ImageGenerateParamsNonStreaming,
  model: ModelOf<"image">,
): Promise<Bought<string>> {
  const { id, usdPerMillion } = model;
  const answer = made.safeParse(await service.call(model, () => service.client.images.generate(body)));
  if (!answer.success)
    throw new LoteError("answer-broken", { model: id, detail: z.prettifyError(answer.error).slice(0, 200) });
  const { data, usage } = answer.data;
  const { input_tokens: input, output_tokens: output, input_tokens_details: details } = usage;
  const cost = costOf(usdPerMillion, { input, output, cached: details?.cached_tokens ?? 0 });
  return { answer: data[0]?.b64_json ?? "", cost };
}

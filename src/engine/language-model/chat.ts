import { createHash } from "node:crypto";
import type { ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import { LoteError } from "../errors/lote-error.ts";
import type { Bought } from "../flow/stage.ts";
import { isUnpaid } from "./api-error.ts";
import { readAnswer, type Said, saidBy } from "./chat-answer.ts";
import { type ChatRequest, chatBody, messageOverhead } from "./chat-request.ts";
import { tokenCounter } from "./count-tokens.ts";
import type { ModelOf } from "./model-table.ts";
import { costOf, worstUsd } from "./price.ts";
import type { LanguageModelService, Payer } from "./service.ts";

/** An answer that does not have the form is asked for once more. */
const tries = 2;

/**
 * Asks, pays, and reads the answer by its form.
 *
 * @throws LoteError `answer-broken` where it does not have the form, `answer-cut` where it did not fit,
 * `answer-refused`; as {@link LanguageModelService.call}
 */
export async function chat<Answer>(
  service: LanguageModelService,
  request: ChatRequest<Answer>,
  pay: Payer,
  item?: number,
): Promise<Answer> {
  let problem = "";
  for (let attempt = 1; attempt <= tries; attempt++) {
    const said = await askOnce(service, request, pay, { attempt, ...(item === undefined ? {} : { item }) });
    const read = readAnswer(said, request.form);
    if ("value" in read) return read.value;
    problem = read.problem;
  }
  throw new LoteError("answer-broken", { model: request.model.id, detail: problem });
}

/** Which time the same is asked, and for which item. */
export interface Asking {
  readonly attempt: number;
  readonly item?: number;
}

/**
 * Asks once, and pays. What was asked before, in the same words and for the same time, is not paid again.
 *
 * @throws as {@link LanguageModelService.call}
 */
export async function askOnce<Answer>(
  service: LanguageModelService,
  request: ChatRequest<Answer>,
  pay: Payer,
  { attempt, item }: Asking,
): Promise<PaidAnswer> {
  const body = chatBody(request);
  const text = JSON.stringify(body);
  const count = await tokenCounter(request.model.encoding);
  const price = request.model.usdPerMillion;
  const tokens = { input: count(text) + messageOverhead, output: request.maxOutputTokens };
  const answer = await service.buy(pay, {
    key: keyOf(service, text, attempt),
    model: request.model,
    tokens: tokens.input + tokens.output,
    worstUsd: worstUsd(price, tokens),
    ...(item === undefined ? {} : { item }),
    make: () => make(service, body, request.model),
    isUnpaid,
    ifLost: request.ifLost ?? "repeat",
  });
  return JSON.parse(answer) as PaidAnswer;
}

/** What such a call is journalled under. */
export function chatKey<Answer>(
  service: LanguageModelService,
  request: ChatRequest<Answer>,
  attempt: number,
): string {
  return keyOf(service, JSON.stringify(chatBody(request)), attempt);
}

function keyOf({ host }: LanguageModelService, body: string, attempt: number): string {
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 32);
  return `chat/${host}/${hash}/${attempt}`;
}

/** What was said, and what it cost. */
export interface PaidAnswer extends Said {
  /** Dollars. */
  readonly usd: number;
}

/** What the answer's first choice came to, as JSON text: the ledger keeps it with its price. */
async function make(
  service: LanguageModelService,
  body: ChatCompletionCreateParamsNonStreaming,
  model: ModelOf<"chat">,
): Promise<Bought<string>> {
  const answer = await service.call(model, () => service.client.chat.completions.create(body));
  const {
    prompt_tokens: input = 0,
    completion_tokens: output = 0,
    prompt_tokens_details,
  } = answer.usage ?? {};
  const cached = prompt_tokens_details?.cached_tokens ?? 0;
  const cost = costOf(model.usdPerMillion, { input, output, cached });
  const said = saidBy(answer, model.id) ?? { text: "", refusal: null, cut: false, model: model.id };
  return { answer: JSON.stringify({ ...said, usd: cost.usd } satisfies PaidAnswer), cost };
}

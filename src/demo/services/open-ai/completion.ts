import { people } from "../world/people.ts";
import { chatRulesOf, reasoningTokens } from "./models.ts";
import { type ProductSchema, readProduct } from "./sample-product-model.ts";

/** One request for a chat answer. */
export interface ChatRequest {
  readonly model: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How an answer comes out; `answer` where nothing is said. All are charged. */
export type AnswerMood =
  | "answer"
  /** Everything went into hidden reasoning: the answer is empty, and paid. */
  | "length"
  | "refusal"
  | "broken"
  /** It has the form and says nothing. */
  | "blank"
  /** Its numbers are not the title's. */
  | "invented";

/** About four characters a token: it is the service's own count that is believed, whatever it is. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Prompts' beginnings that were seen before are cheaper, in steps of 128 tokens, from 1024 on. */
export class PromptCache {
  readonly #seen = new Set<number | bigint>();

  cachedTokens(model: string, start: string): number {
    const tokens = Math.floor(tokensOf(start) / 128) * 128;
    if (tokens < 1024) return 0;
    const key = Bun.hash(`${model}\n${start}`);
    if (this.#seen.has(key)) return tokens;
    this.#seen.add(key);
    return 0;
  }
}

interface Message {
  readonly role: string;
  readonly content: string;
}

/** What the service answers: the body of a chat completion. */
export function completion(
  { model, body }: ChatRequest,
  options: { readonly mood: AnswerMood; readonly content?: string | undefined; readonly cache: PromptCache },
) {
  const { mood, cache } = options;
  const messages = (body.messages ?? []) as readonly Message[];
  const ceiling = Number(body.max_completion_tokens ?? body.max_tokens ?? Number.POSITIVE_INFINITY);
  const rules = chatRulesOf(model);
  const thinking = rules ? reasoningTokens(String(body.reasoning_effort ?? rules.usualEffort)) : 0;
  const whole = mood === "refusal" ? "" : (options.content ?? sampleAnswer(body, messages, mood));
  const isCut = mood === "length" || thinking + tokensOf(whole) > ceiling;
  const content = isCut ? whole.slice(0, Math.max(0, Math.min(ceiling - thinking, 4096)) * 4) : whole;
  const visible = mood === "length" ? "" : content;
  const completion_tokens = isCut ? Math.min(ceiling, 4096) : thinking + tokensOf(whole);
  const prompt_tokens =
    tokensOf(JSON.stringify(messages)) + tokensOf(JSON.stringify(body.response_format ?? ""));
  return {
    id: `chatcmpl-${crypto.randomUUID()}`,
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: mood === "refusal" ? null : visible,
          refusal: mood === "refusal" ? "I'm sorry, I can't help with that." : null,
        },
        finish_reason: isCut ? "length" : "stop",
        logprobs: null,
      },
    ],
    usage: {
      prompt_tokens,
      completion_tokens,
      total_tokens: prompt_tokens + completion_tokens,
      prompt_tokens_details: {
        cached_tokens: Math.min(prompt_tokens, cache.cachedTokens(model, messages[0]?.content ?? "")),
      },
      completion_tokens_details: { reasoning_tokens: isCut ? completion_tokens : thinking },
    },
  };
}

function sampleAnswer(body: ChatRequest["body"], messages: readonly Message[], mood: AnswerMood): string {
  const user = messages.findLast(({ role }) => role === "user")?.content ?? "{}";
  const format = body.response_format as { json_schema?: { schema?: ProductSchema } } | undefined;
  const schema = format?.json_schema?.schema;
  if (schema?.properties?.attributes !== undefined) {
    const { name = "" } = JSON.parse(user) as { name?: string };
    const product = readProduct(name, schema);
    if (mood === "broken") return JSON.stringify(product).slice(0, -9);
    if (mood === "blank") return JSON.stringify(blank(product));
    if (mood === "invented") return JSON.stringify(product).replace(/(\d+)(?= ?(?:GB|gb|ml|L|"))/g, "777");
    return JSON.stringify(product);
  }
  const data = JSON.parse(user) as { category?: string; count?: number };
  if (data.count !== undefined) {
    return JSON.stringify({ names: people.map(({ labels }) => labels.es).slice(0, data.count) });
  }
  return JSON.stringify({ known: false, description: "", kind: "unknown", summary: "" });
}

function blank(product: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(product).map(([key, value]) => {
      if (typeof value === "string") return [key, ""];
      if (typeof value === "number") return [key, 0];
      if (value === null) return [key, null];
      return [key, Object.fromEntries(Object.keys(value as object).map((inner) => [inner, null]))];
    }),
  );
}

/**
 * A service that speaks OpenAI's protocol as the real one does: its list of models with their last days, chat answers
 * of the asked form, pictures in base64 with their usage, embeddings, files and batches with all their states, and
 * every refusal with its code.
 */

import { type BatchBehaviour, Batches, hang } from "./batches.ts";
import { chatProblem } from "./chat-problem.ts";
import { type AnswerMood, completion, PromptCache, tokensOf } from "./completion.ts";
import { embeddingProblem, embeddings } from "./embedding.ts";
import { aliveModels } from "./models.ts";
import { type Answered, invalid, type Refusal, refusals, refused } from "./refusals.ts";

/** What the service does with the next requests. */
export interface OpenAiBehaviour {
  /** Refuses a request, lets it hang, or lets it pass. */
  readonly refuse?: (request: OpenAiRequest, count: number) => Refusal | Answered | "hang" | undefined;
  /** The text of an answer, given the words of the user; its own where left out, or undefined. */
  readonly answer?: (request: OpenAiRequest) => string | undefined;
  /** How an answer comes out. */
  readonly mood?: (request: OpenAiRequest, count: number) => AnswerMood | undefined;
  /** Beside those of its own, such as what it says of its limits. */
  readonly headers?: (request: OpenAiRequest) => Readonly<Record<string, string>>;
  /** A picture for a prompt. */
  readonly draw?: (prompt: string) => Promise<Uint8Array>;
  readonly batch?: BatchBehaviour;
}

export interface OpenAiRequest {
  readonly path: "models" | "chat" | "image" | "embedding";
  readonly model: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface OpenAiService {
  handle(request: Request): Promise<Response>;
  /** What was asked, in order, refused requests included. */
  readonly requests: readonly OpenAiRequest[];
  /** What was charged for. */
  readonly charged: readonly OpenAiRequest[];
  /** Usage of the chat answers that were given one by one, as it was charged, by model. */
  readonly usage: Readonly<Record<string, { input: number; cached: number; output: number }>>;
  readonly batches: Batches;
}

export function openAiService(behaviour: () => OpenAiBehaviour = () => ({})): OpenAiService {
  const requests: OpenAiRequest[] = [];
  const charged: OpenAiRequest[] = [];
  const usage: Record<string, { input: number; cached: number; output: number }> = {};
  const cache = new PromptCache();
  const batches = new Batches(
    () => behaviour().batch ?? {},
    cache,
    ({ body }) => behaviour().answer?.({ path: "chat", model: String(body.model), body }),
  );

  async function answerTo(asked: OpenAiRequest, request: Request): Promise<Response> {
    const { refuse, answer, mood, draw } = behaviour();
    const refusal = refuse?.(asked, requests.length);
    if (refusal === "hang") return hang(request);
    if (refusal === "gateway") return new Response("<html><body>Bad gateway</body></html>", { status: 502 });
    if (refusal) return refused(typeof refusal === "string" ? refusals[refusal] : refusal);
    const { path, model, body } = asked;
    if (path === "models") {
      return Response.json({
        object: "list",
        data: aliveModels.map((one) => ({ object: "model", owned_by: "system", ...one })),
      });
    }
    if (!aliveModels.some(({ id }) => id === model)) return refused(refusals["unknown-model"]);
    const problem = problems[path](body);
    if (problem) return refused(problem);
    charged.push(asked);
    if (path === "embedding") return Response.json(embeddings(model, body));
    if (path === "chat") {
      const options = { mood: mood?.(asked, requests.length) ?? "answer", cache, content: answer?.(asked) };
      const completed = completion(asked, options);
      const sum = usage[model] ?? { input: 0, cached: 0, output: 0 };
      usage[model] = sum;
      sum.input += completed.usage.prompt_tokens;
      sum.cached += completed.usage.prompt_tokens_details.cached_tokens;
      sum.output += completed.usage.completion_tokens;
      return Response.json(completed);
    }
    const prompt = String(body.prompt);
    return imageAnswer(prompt, (await draw?.(prompt)) ?? new Uint8Array());
  }

  return {
    requests,
    charged,
    usage,
    batches,
    async handle(request) {
      const url = new URL(request.url);
      if (!request.headers.get("authorization")?.startsWith("Bearer ")) return refused(refusals["bad-key"]);
      const batch = await batches.handle(request, url.pathname);
      if (batch) return batch;
      const path = pathOf(url.pathname);
      if (path === undefined) return new Response("not found", { status: 404 });
      const body = request.method === "POST" ? ((await request.json()) as Record<string, unknown>) : {};
      const asked: OpenAiRequest = { path, model: String(body.model ?? ""), body };
      requests.push(asked);
      const response = await answerTo(asked, request);
      for (const [name, value] of Object.entries(behaviour().headers?.(asked) ?? {}))
        response.headers.set(name, value);
      return response;
    },
  };
}

const problems = { chat: chatProblem, image: imageProblem, embedding: embeddingProblem } as const;

function pathOf(pathname: string): OpenAiRequest["path"] | undefined {
  if (pathname.endsWith("/models")) return "models";
  if (pathname.endsWith("/chat/completions")) return "chat";
  if (pathname.endsWith("/embeddings")) return "embedding";
  return pathname.endsWith("/images/generations") ? "image" : undefined;
}

function imageProblem(body: Readonly<Record<string, unknown>>): Answered | undefined {
  if ("response_format" in body) return invalid("unknown_parameter", "Unknown parameter: 'response_format'.");
  return undefined;
}

function imageAnswer(prompt: string, picture: Uint8Array): Response {
  const input_tokens = tokensOf(prompt);
  return Response.json({
    created: Math.floor(Date.now() / 1000),
    data: [{ b64_json: picture.toBase64() }],
    usage: {
      input_tokens,
      output_tokens: 272,
      total_tokens: input_tokens + 272,
      input_tokens_details: { text_tokens: input_tokens, image_tokens: 0 },
    },
  });
}

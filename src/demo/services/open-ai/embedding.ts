import { tokensOf } from "./completion.ts";
import { type Answered, invalid } from "./refusals.ts";

const maxInputs = 2048;
const maxTokensOfInput = 8192;
const maxTokens = 300_000;

/** What is wrong with a request for embeddings, by the service's limits. */
export function embeddingProblem(body: Readonly<Record<string, unknown>>): Answered | undefined {
  const inputs = inputsOf(body);
  if (inputs.length === 0 || inputs.includes(""))
    return invalid("invalid_request_error", "'$.input' is invalid.");
  if (inputs.length > maxInputs) {
    return invalid("invalid_request_error", `'$.input' is too long: at most ${maxInputs} inputs.`);
  }
  const counts = inputs.map(tokensOf);
  if (counts.some((count) => count > maxTokensOfInput)) {
    return invalid(
      "context_length_exceeded",
      `This model's maximum context length is ${maxTokensOfInput} tokens.`,
    );
  }
  const sum = counts.reduce((total, count) => total + count, 0);
  return sum > maxTokens
    ? invalid("max_tokens_per_request", `Requested ${sum} tokens, max ${maxTokens} tokens per request.`)
    : undefined;
}

/** Numbers in a vector of the sample model. */
const vectorLength = 1536;

/** The answer to a request for embeddings. */
export function embeddings(model: string, body: Readonly<Record<string, unknown>>) {
  const inputs = inputsOf(body);
  const asBase64 = body.encoding_format === "base64";
  const tokens = inputs.reduce((sum, input) => sum + tokensOf(input), 0);
  return {
    object: "list",
    model,
    data: inputs.map((input, index) => {
      const vector = vectorOf(input);
      return {
        object: "embedding",
        index,
        embedding: asBase64 ? new Uint8Array(vector.buffer).toBase64() : [...vector],
      };
    }),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

/** The texts of a request. */
export function inputsOf({ input }: Readonly<Record<string, unknown>>): readonly string[] {
  if (typeof input === "string") return [input];
  return Array.isArray(input) ? input.map(String) : [];
}

/** Words and their beginnings, hashed: texts that share words are near each other. */
function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(vectorLength);
  for (const word of text.toLowerCase().split(/\s+/)) {
    for (const part of [word, word.slice(0, 3)]) {
      const at = Bun.hash.wyhash(part) % BigInt(vectorLength);
      vector[Number(at)] = (vector[Number(at)] ?? 0) + 1;
    }
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

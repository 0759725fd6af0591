import type { TextEmbedder } from "../../../embedding/text/embedder.ts";
import type { StageContext } from "../../../flow/stage.ts";
import type { Vectorise } from "./semantic-cache.ts";

/** What a stage lends for making vectors: a service is paid for them. */
export type Paying = Pick<StageContext, "paid" | "signal">;

/** Makes the vectors of names; the one of a name that the embedder does not take is empty. */
export function vectoriser(embedder: TextEmbedder, paying: Paying): Vectorise {
  return async (names) => {
    // No tokenizer makes more tokens than there are bytes: enough to fill calls by.
    const texts = names.map((text) => ({ text, tokens: Buffer.byteLength(text) }));
    const made: Float32Array[] = [];
    for (const part of inCalls(texts, embedder.limits)) {
      await embedder.embed(part, paying, async (vectors) => {
        for (const vector of vectors)
          made.push(vector instanceof Float32Array ? vector : new Float32Array(0));
      });
    }
    return made;
  };
}

/** Texts of one call after another: each takes so many, and so many tokens. */
function inCalls<Text extends { readonly tokens: number }>(
  texts: readonly Text[],
  limits: TextEmbedder["limits"],
): Text[][] {
  const calls: Text[][] = [];
  let tokens = 0;
  for (const text of texts) {
    const last = calls.at(-1);
    const fits = last && last.length < limits.texts && tokens + text.tokens <= limits.tokensOfCall;
    if (fits) last.push(text);
    else calls.push([text]);
    tokens = text.tokens + (fits ? tokens : 0);
  }
  return calls;
}

import type { ModelOf } from "./model-table.ts";

export type Encoding = ModelOf<"chat">["encoding"];

const encoders = {
  o200k_base: () => import("gpt-tokenizer/encoding/o200k_base"),
  cl100k_base: () => import("gpt-tokenizer/encoding/cl100k_base"),
} as const;

/** Counts the tokens of texts in one encoding. */
export type CountTokens = (text: string) => number;

/**
 * Loads an encoding, which takes half a second. Special tokens written in a text are only text. Runs without a break,
 * whose cost grows with the square of their length, are counted in slices of 256 characters.
 */
export async function tokenCounter(encoding: Encoding): Promise<CountTokens> {
  const { countTokens } = await encoders[encoding]();
  const plain = (text: string) => countTokens(text, { disallowedSpecial: new Set() });
  return (text) => {
    let total = 0;
    let at = 0;
    for (const run of text.matchAll(longRun)) {
      total += plain(text.slice(at, run.index));
      for (let from = 0; from < run[0].length; from += 256) total += plain(run[0].slice(from, from + 256));
      at = run.index + run[0].length;
    }
    return total + plain(text.slice(at));
  };
}

/** A run of more than 256 characters without a blank, or of blanks. */
const longRun = /\S{257,}|\s{257,}/g;

import { join } from "node:path";
import { z } from "zod";
import { type CountTokens, tokenCounter } from "../language-model/count-tokens.ts";

/** Which tokenizer counts: one of OpenAI's encodings, or a model's own files in a folder. */
export const tokenizerSchema = z.union([
  z.enum(["cl100k_base", "o200k_base"]),
  z.object({ folder: z.string() }),
]);
export type TokenizerChoice = z.infer<typeof tokenizerSchema>;

/** A model's own tokenizer: its counts are exact, special tokens at both ends included. */
export interface OwnTokenizer {
  readonly count: CountTokens;
  /** Ids of a text, cut to `most` with the last special token kept. */
  encode(text: string, most: number): number[];
}

const counters = new Map<string, Promise<CountTokens>>();

/** What counts tokens; loaded once a process. */
export function counterOf(choice: TokenizerChoice): Promise<CountTokens> {
  const key = JSON.stringify(choice);
  const known = counters.get(key);
  if (known) return known;
  const opened =
    typeof choice === "string"
      ? tokenCounter(choice)
      : openTokenizer(choice.folder).then(({ count }) => count);
  counters.set(key, opened);
  return opened;
}

/** Opens `tokenizer.json` and `tokenizer_config.json` of a folder. @throws the system's error, or a SyntaxError */
export async function openTokenizer(folder: string): Promise<OwnTokenizer> {
  const { Tokenizer } = await import("@huggingface/tokenizers");
  const [tokenizer, config] = await Promise.all(
    ["tokenizer.json", "tokenizer_config.json"].map(async (name) => Bun.file(join(folder, name)).json()),
  );
  const own = new Tokenizer(tokenizer as object, config as object);
  const encode = (text: string) => own.encode(asPlainText(text)).ids;
  return {
    count: (text) => encode(text).length,
    encode: (text, most) => {
      const ids = encode(text);
      const last = ids.at(-1);
      return ids.length <= most || last === undefined ? ids : [...ids.slice(0, most - 1), last];
    },
  };
}

/** `[SEP]` written in a text would become the special token: it is only text. */
function asPlainText(text: string): string {
  return text.replace(/\[(?=(?:CLS|SEP|MASK|PAD|UNK)\])|<(?=\/?s>|mask>|pad>|unk>|\|)/g, "$& ");
}

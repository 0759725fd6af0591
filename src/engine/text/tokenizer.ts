import type { Tokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { type CountTokens, tokenCounter } from "../language-model/count-tokens.ts";

/** A model's own tokenizer: paths of its `tokenizer.json` and, where there is one, its `tokenizer_config.json`. */
const tokenizerFilesSchema = z.object({ file: z.string(), config: z.string().nullable() });
export type TokenizerFiles = z.infer<typeof tokenizerFilesSchema>;

/** Which tokenizer counts: one of OpenAI's encodings, or a model's own. */
export const tokenizerSchema = z.union([z.enum(["cl100k_base", "o200k_base"]), tokenizerFilesSchema]);
export type TokenizerChoice = z.infer<typeof tokenizerSchema>;

/** A model's own tokenizer: its counts are exact, special tokens at both ends included. */
export interface OwnTokenizer {
  readonly count: CountTokens;
  /** Ids of a text, special tokens at both ends included. Nothing is cut off. */
  encode(text: string): number[];
  /** The highest id that a text may get. */
  highest(): number;
  /** What fills shorter texts up to the longest of a batch. */
  readonly pad: number;
}

const counters = new Map<string, Promise<CountTokens>>();

/** What counts tokens; loaded once a process. */
export function counterOf(choice: TokenizerChoice): Promise<CountTokens> {
  const key = JSON.stringify(choice);
  const known = counters.get(key);
  if (known) return known;
  const opened =
    typeof choice === "string" ? tokenCounter(choice) : openTokenizer(choice).then(({ count }) => count);
  counters.set(key, opened);
  return opened;
}

/** What is read of the two files beside what the library reads of them. */
const fileSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ content: z.string(), special: z.boolean() })).default([]),
  model: z.looseObject({ type: z.string().optional(), max_input_chars_per_word: z.number().optional() }),
  padding: z.looseObject({ pad_id: z.number() }).nullish(),
});
const configSchema = z.looseObject({
  pad_token: z.union([z.string(), z.looseObject({ content: z.string() })]).nullish(),
});

/**
 * Opens a model's own tokenizer.
 *
 * @throws the system's error, a SyntaxError or ZodError, or the library's where the files are none of a tokenizer
 */
export async function openTokenizer({ file, config }: TokenizerFiles): Promise<OwnTokenizer> {
  const { own, special, pieces, pad } = await loaded({ file, config });
  // What was read is several times as large as what is kept of it.
  Bun.gc(true);
  const plain = asPlainText(special);
  const broken = longWordsBroken(pieces);
  const encode = (text: string) => own.encode(broken(plain(text))).ids;
  const ends = encode("").length;
  return {
    count: (text) => {
      let ids = ends;
      for (const part of partsOf(text)) ids += encode(part).length - ends;
      return ids;
    },
    encode,
    highest: () =>
      own
        .get_vocab()
        .values()
        .reduce((most, id) => Math.max(most, id), 0),
    pad,
  };
}

/** By itself, so that nothing of what is read is held by what is made of it. */
async function loaded({ file, config }: TokenizerFiles) {
  const { Tokenizer } = await import("@huggingface/tokenizers");
  const parsed = fileSchema.parse(await Bun.file(file).json());
  const settings = configSchema.parse(config === null ? {} : await Bun.file(config).json());
  const own = new Tokenizer(parsed, settings);
  const { type, max_input_chars_per_word: most } = parsed.model;
  return {
    own,
    special: parsed.added_tokens.flatMap(({ content, special }) => (special ? content : [])),
    pieces: { type, max_input_chars_per_word: most },
    pad: parsed.padding?.pad_id ?? padOf(own, settings) ?? 0,
  };
}

function padOf(own: Tokenizer, { pad_token: pad }: z.infer<typeof configSchema>): number | undefined {
  return pad ? own.token_to_id(typeof pad === "string" ? pad : pad.content) : undefined;
}

/** UTF-16 code units that are taken at once: for each of them some objects are made. */
const mostAtOnce = 16_384;

/** A long text in parts, cut at blanks, where no token reaches across. */
function* partsOf(text: string): Generator<string> {
  let from = 0;
  while (text.length - from > mostAtOnce) {
    const part = text.slice(from, from + mostAtOnce);
    const blank = part.search(/\s\S*$/);
    const to = from + (blank > 0 ? blank : mostAtOnce);
    yield text.slice(from, to);
    from = to;
  }
  yield text.slice(from);
}

/** `[SEP]` written in a text would become the special token: it is only text. */
function asPlainText(special: readonly string[]): (text: string) => string {
  const long = special.filter((token) => token.trim().length > 1);
  if (long.length === 0) return (text) => text;
  const any = long
    .toSorted((one, other) => other.length - one.length)
    .map(RegExp.escape)
    .join("|");
  const pattern = new RegExp(any, "g");
  return (text) => text.replace(pattern, (token) => `${token[0]} ${token.slice(1)}`);
}

/** WordPiece takes a word that is longer than so many characters, as Base64 is, for one that it does not know. */
function longWordsBroken({
  type,
  max_input_chars_per_word: most = 100,
}: Pick<z.infer<typeof fileSchema>["model"], "type" | "max_input_chars_per_word">): (text: string) => string {
  if (type !== "WordPiece") return (text) => text;
  const pattern = new RegExp(`[\\p{L}\\p{N}\\p{M}]{${most}}(?=[\\p{L}\\p{N}\\p{M}])`, "gu");
  return (text) => text.replace(pattern, "$& ");
}

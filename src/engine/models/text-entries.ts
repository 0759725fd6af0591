import { z } from "zod";
import { modelFacts, modelFileName } from "./model-facts.ts";

/** What the graph of a network of texts takes, int64 [texts, tokens]; the last only where the graph has it. */
export const textInputs = { ids: "input_ids", mask: "attention_mask", types: "token_type_ids" } as const;

/** A network that turns a text into a vector, with a tokenizer of its own. */
export const textEmbedSchema = z.strictObject({
  purpose: z.literal("text-embed"),
  ...modelFacts,
  /** `1`: one text a call, for graphs whose result depends on the others, as in dynamically quantised networks. */
  batch: z.union([z.literal("any"), z.literal(1)]),
  /** `tokenizer.json`, and `tokenizer_config.json` where there is one, by their names among the manifest's `files`. */
  tokenizer: z.strictObject({ file: modelFileName, config: modelFileName.optional() }),
  /** Tokens of one text at most, special tokens and prefix included. */
  maxTokens: z.number().int().min(64),
  /** The output that holds the vectors; the graph's only one where left out. */
  output: z.strictObject({ name: z.string().optional() }),
  /**
   * What becomes of the output: `mean` of all tokens or the first one's vector (`cls`), of float32
   * [texts, tokens, dimensions]; `none` where it is a vector a text already. Vectors are brought to length 1 then.
   */
  pooling: z.enum(["mean", "cls", "none"]),
  dimensions: z.number().int().positive(),
  /** What is written before a question and before a passage: E5's `query: ` and `passage: `. */
  prefixes: z
    .strictObject({ query: z.string(), passage: z.string() })
    .readonly()
    .default({ query: "", passage: "" }),
});

type TextFacts = z.infer<typeof textEmbedSchema>;

/** A file of a tokenizer: it is pulled and verified as a network is. */
export interface TokenizerFacts {
  readonly purpose: "tokenizer";
  readonly name: string;
  readonly description: string;
  readonly file: string;
  readonly precision: "none";
  readonly needs?: readonly string[];
}

/**
 * The files of a network's tokenizer, each as an entry by itself; two networks may have the same. They are named by
 * their files: no network's name has a dot.
 */
export function tokenizerEntries({ name, tokenizer }: TextFacts): TokenizerFacts[] {
  return [tokenizer.file, tokenizer.config].flatMap((file) =>
    file === undefined
      ? []
      : [{ purpose: "tokenizer", name: file, description: name, file, precision: "none" }],
  );
}

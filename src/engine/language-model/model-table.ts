import { join } from "node:path";
import { z } from "zod";
import { LoteError } from "../errors/lote-error.ts";
import { modelFolders } from "../models/folders.ts";

const day = z.iso.date();

/** Dollars for a million tokens. */
const usdPerMillion = z.object({
  input: z.number().min(0),
  /** Of a prompt's start that the service has seen shortly before. */
  cached: z.number().min(0),
  output: z.number().min(0),
});
export type UsdPerMillion = z.infer<typeof usdPerMillion>;

const any = {
  id: z.string(),
  /** The last day it answers. */
  shutdown: day.optional(),
  /** What the service names in its place. */
  replacement: z.string().optional(),
  /** Null: not known, and then not used. */
  usdPerMillion: usdPerMillion.nullable(),
  /** What the price is multiplied with in a batch. */
  batchFactor: z.number().positive().optional(),
};

const chatModel = z.object({
  kind: z.literal("chat"),
  ...any,
  /** What a request may say; the rest is refused by the service. */
  parameters: z.object({
    tokenLimit: z.enum(["max_tokens", "max_completion_tokens"]),
    /** `without-effort`: only where the reasoning effort is `none`. */
    temperature: z.enum(["any", "only-1", "without-effort"]),
    /** Least first; empty where it does not reason. */
    efforts: z.array(z.string()),
    jsonSchema: z.boolean(),
  }),
  encoding: z.enum(["o200k_base", "cl100k_base"]),
});

const imageModel = z.object({
  kind: z.literal("image"),
  ...any,
  /** More tokens than a picture of 1024 × 1024 takes, by quality: what is reserved for it. */
  worstOutputTokens: z.record(z.enum(["low", "medium", "high"]), z.number().int().positive()).optional(),
});

const embeddingModel = z.object({
  kind: z.literal("embedding"),
  ...any,
  /** Numbers of a vector. */
  dimensions: z.number().int().positive(),
  encoding: z.enum(["o200k_base", "cl100k_base"]),
});

const tableSchema = z.object({
  version: z.literal(1),
  checked: day,
  source: z.string(),
  models: z.array(z.discriminatedUnion("kind", [chatModel, imageModel, embeddingModel])),
});

export type LanguageModel = z.infer<typeof tableSchema>["models"][number];
export type ModelKind = LanguageModel["kind"];
export type ModelOf<Kind extends ModelKind> = Extract<LanguageModel, { kind: Kind }>;

/** What is known of the services' models, best choice of a kind first; data, since it changes by the month. */
export class ModelTable {
  private constructor(
    /** The day it was checked. */
    readonly checked: string,
    readonly models: readonly LanguageModel[],
  ) {}

  /** @throws LoteError `model-broken` */
  static async read(path = join(modelFolders().carried, "language-models.json")): Promise<ModelTable> {
    try {
      const { checked, models } = tableSchema.parse(await Bun.file(path).json());
      return new ModelTable(checked, models);
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : String(cause);
      throw new LoteError("model-broken", { model: "language-models.json", detail }, { cause });
    }
  }

  ofKind<Kind extends ModelKind>(kind: Kind): ModelOf<Kind>[] {
    return this.models.filter((model): model is ModelOf<Kind> => model.kind === kind);
  }

  find<Kind extends ModelKind>(kind: Kind, id: string): ModelOf<Kind> | undefined {
    return this.ofKind(kind).find((model) => model.id === id);
  }
}

/**
 * A chat model that the table does not know, such as one of a server of one's own: with what every such server takes.
 *
 * @param price dollars for a million tokens in and out, as `0.10/0.50`; unknown where it is left out
 * @throws LoteError `config-value`
 */
export function unlistedChatModel(id: string, price: string | undefined): ModelOf<"chat"> {
  return {
    kind: "chat",
    id,
    usdPerMillion: price === undefined ? null : priceFromText(price),
    parameters: { tokenLimit: "max_tokens", temperature: "any", efforts: [], jsonSchema: true },
    encoding: "o200k_base",
  };
}

/**
 * Dollars for a million tokens in and out, written as `0.10/0.50`.
 *
 * @throws LoteError `config-value`
 */
export function priceFromText(text: string): UsdPerMillion {
  const [, input, output] = /^\s*(\d+(?:\.\d+)?)\s*\/\s*(\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  if (input === undefined || output === undefined) {
    throw new LoteError("config-value", {
      source: "LOTE_MODEL_PRICE",
      key: "model-price",
      expected: "0.10/0.50",
      given: text,
    });
  }
  return { input: Number(input), cached: Number(input), output: Number(output) };
}

/** Is the model gone on that day? On the day of its shutdown it counts as gone: nobody says at what hour. */
export function isGone(shutdown: string | null | undefined, today: string): boolean {
  return typeof shutdown === "string" && shutdown <= today;
}

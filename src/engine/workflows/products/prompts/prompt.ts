import { createHash } from "node:crypto";
import { z } from "zod";
import type { ChatRequest } from "../../../language-model/chat-request.ts";
import type { ModelOf } from "../../../language-model/model-table.ts";
import { type Category, categoryOf } from "../categories.ts";
import type { RawProduct } from "../product.ts";
import type { Tier } from "../tiers.ts";
import { formOf, type ModelAnswer } from "./form.ts";
import { attributeWords, type PromptName, promptText } from "./texts.ts";

/** What a model is asked about the products of a category. */
export interface Prompt {
  readonly name: PromptName;
  readonly category: Category;
  /** Of the words and of the form together: an answer holds for the version that it was given to. */
  readonly version: string;
  readonly instructions: string;
  readonly form: z.ZodType<ModelAnswer>;
  /** Tokens that the answer may take, reasoning not counted. */
  readonly answerTokens: number;
}

/** From this score on a simple product is asked about in whole sentences. */
const standardFrom = 0.15;

const answerTokens: Readonly<Record<PromptName, number>> = {
  minimal: 300,
  standard: 400,
  detailed: 600,
  fallback: 400,
};

/** Room for reasoning, by effort: more than was ever measured for answers of this length. */
const reasoningRoom: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 500,
  low: 1500,
  medium: 4000,
  high: 12_000,
  xhigh: 24_000,
  max: 48_000,
};

const kept = new Map<string, Prompt>();

/** The prompt of a tier for a product with this score. */
export function promptOf(tier: Tier, score: number, category: Category): Prompt {
  return named(nameOf(tier, score), category);
}

function nameOf(tier: Tier, score: number): PromptName {
  if (tier === "complex") return "detailed";
  if (tier === "fallback") return "fallback";
  return score < standardFrom ? "minimal" : "standard";
}

function named(name: PromptName, category: Category): Prompt {
  const key = `${name}/${category.id}`;
  const made = kept.get(key) ?? make(name, category);
  kept.set(key, made);
  return made;
}

function make(name: PromptName, category: Category): Prompt {
  const instructions = promptText(
    name,
    category.attributes.map((attribute) => attributeWords[attribute]),
  );
  const form = formOf(category, name === "minimal" ? "short" : "whole");
  const hash = createHash("sha256")
    .update(JSON.stringify([instructions, z.toJSONSchema(form)]))
    .digest("hex");
  return {
    name,
    category,
    version: `${name}-${hash.slice(0, 8)}`,
    instructions,
    form,
    answerTokens: answerTokens[name],
  };
}

/** What of a product is told to the model: only the detailed prompt makes use of more than name and category. */
export function dataOf({ name, category, price, retailer }: RawProduct, prompt: Prompt): string {
  if (prompt.name !== "detailed") return JSON.stringify({ name, category });
  return JSON.stringify({ name, category, price, retailer });
}

/** The request about a product. */
export function requestOf(
  raw: RawProduct,
  prompt: Prompt,
  model: ModelOf<"chat">,
  options: { readonly effort?: string | undefined; readonly room?: number } = {},
): ChatRequest<ModelAnswer> {
  const effort = effortOf(model, options.effort);
  return {
    model,
    instructions: prompt.instructions,
    data: dataOf(raw, prompt),
    name: `product_${prompt.category.id}`,
    form: prompt.form,
    maxOutputTokens: Math.ceil(
      (prompt.answerTokens + (reasoningRoom[effort ?? "none"] ?? 4000)) * (options.room ?? 1),
    ),
    ...(effort === undefined ? {} : { effort }),
  };
}

/** The wanted effort where the model has it; else its least, undefined where it does not reason. */
export function effortOf({ parameters }: ModelOf<"chat">, wanted: string | undefined): string | undefined {
  return wanted !== undefined && parameters.efforts.includes(wanted) ? wanted : parameters.efforts[0];
}

/**
 * By this an answer is kept: what is asked, of which model, in which words, in which form. What is not told to the
 * model (the price, for most) does not change it.
 */
export function contentKey(raw: RawProduct, prompt: Prompt, model: string): string {
  return createHash("sha256")
    .update(JSON.stringify([dataOf(raw, prompt), model, prompt.version]))
    .digest("hex")
    .slice(0, 40);
}

/** The category of a product, by what its retailer calls it. */
export function categoryFor({ category }: RawProduct): Category {
  return categoryOf(category);
}

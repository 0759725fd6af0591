import { z } from "zod";
import type { AttributeName, Category } from "../categories.ts";

/** What a model answers about a product: the form of its category. */
export interface ModelAnswer {
  readonly brand: string;
  readonly model: string;
  readonly attributes: Readonly<Partial<Record<AttributeName, string | null>>>;
  readonly normalized_name?: string | undefined;
  readonly category_suggestion?: string | null | undefined;
  readonly confidence: number;
}

/** Whole answers, or those without what lote can put together itself: each word of an answer is paid. */
export type FormSize = "whole" | "short";

const kept = new Map<string, z.ZodType<ModelAnswer>>();

/**
 * The strict form of answers about a category's products: every key is required, none may be added, and what a title
 * does not tell is null.
 */
export function formOf(category: Category, size: FormSize): z.ZodType<ModelAnswer> {
  const key = `${category.id}/${size}`;
  const made = kept.get(key) ?? make(category, size);
  kept.set(key, made);
  return made;
}

function make(category: Category, size: FormSize): z.ZodType<ModelAnswer> {
  const attributes = z.strictObject(
    Object.fromEntries(category.attributes.map((name) => [name, z.string().nullable()])),
  );
  const short = { brand: z.string(), model: z.string(), attributes, confidence: z.number() };
  const whole = {
    ...short,
    normalized_name: z.string(),
    category_suggestion: z.string().nullable(),
  };
  return z.strictObject(size === "whole" ? whole : short) as unknown as z.ZodType<ModelAnswer>;
}

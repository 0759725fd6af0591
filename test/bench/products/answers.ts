import type { AttributeName } from "../../../src/engine/workflows/products/categories.ts";
import { applyRules } from "../../../src/engine/workflows/products/rules/apply-rules.ts";
import { readTitle } from "../../../src/engine/workflows/products/title/read-title.ts";
import type { Gold } from "./gold.ts";
import type { Said } from "./score.ts";

/** What lote keeps of a product that somebody answered about. */
export interface Answer {
  readonly brand: string;
  readonly model: string;
  readonly attributes: Readonly<Partial<Record<AttributeName, string>>>;
}

/** What the rules say of a title, in the words of the labels. */
export function askRules({ title, category }: Pick<Gold, "title" | "category">): Said {
  const answer = applyRules(title, category);
  // What is inside goes before what it weighs where its pieces are counted: the labels have it so.
  const pieces = readTitle(title).content;
  const { content = [], ...said } = inLabels(answer, answer.codes);
  return { ...said, content: pieces ? [`${pieces.count} count`] : content };
}

/** An answer in the words of the labels. @param codes that the answer names as such; else those of its model */
export function inLabels(
  { brand, model, attributes }: Answer,
  codes: readonly string[] = codesOf(model),
): Said {
  const { volume_ml, weight_g, pack, color, capacity, size, gender, material, flavor } = attributes;
  const one = (value: string | undefined) => (value ? [value] : []);
  const measure = volume_ml
    ? [`${volume_ml} ml`]
    : weight_g && Number(weight_g) >= 5
      ? [`${weight_g} g`]
      : [];
  const content = [...measure, ...(pack ? [`${pack} count`] : [])].slice(0, 1);
  return {
    brand: one(brand),
    model: one(model),
    code: codes.slice(0, 1),
    color: one(color),
    content,
    pack: one(pack),
    capacity: one(capacity),
    size: one(size),
    // The labels have children and babies as an age.
    gender: /hombre|mujer|unisex|^(?:wo)?m[ae]n/i.test(gender ?? "") ? one(gender) : [],
    material: one(material),
    flavor: one(flavor),
  };
}

/** A model has no key for codes: they are part of what it calls the model. */
function codesOf(model: string): readonly string[] {
  const { text, codes } = readTitle(model);
  return codes.map(({ start, end }) => text.slice(start, end));
}

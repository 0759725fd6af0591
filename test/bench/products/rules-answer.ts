import { applyRules } from "../../../src/engine/workflows/products/rules/apply-rules.ts";
import { readTitle } from "../../../src/engine/workflows/products/title/read-title.ts";
import type { Gold } from "./gold.ts";
import type { Said } from "./score.ts";

/** What the rules say of a title, in the words of the labels. */
export function askRules({ title, category }: Pick<Gold, "title" | "category">): Said {
  const { brand, model, attributes, codes } = applyRules(title, category);
  const { volume_ml, weight_g, pack, color, capacity, size, gender, material, flavor } = attributes;
  const one = (value: string | undefined) => (value ? [value] : []);
  // What is inside goes before what it weighs where its pieces are counted: the labels have it so.
  const pieces = readTitle(title).content;
  const measure = volume_ml
    ? [`${volume_ml} ml`]
    : weight_g && Number(weight_g) >= 5
      ? [`${weight_g} g`]
      : [];
  const counted = pieces ? [`${pieces.count} count`] : [];
  const content = [...counted, ...measure, ...(pack ? [`${pack} count`] : [])].slice(0, 1);
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
    gender: /hombre|mujer|unisex/.test(gender ?? "") ? one(gender) : [],
    material: one(material),
    flavor: one(flavor),
  };
}

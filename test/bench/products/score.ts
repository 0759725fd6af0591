import type { Gold } from "./gold.ts";

/** What somebody made of a title: by attribute, the values that were said. */
export type Said = Readonly<Record<string, readonly string[]>>;

export interface Score {
  readonly right: number;
  readonly said: number;
  readonly there: number;
}

/** Attributes that are scored; the rest of what the sources label is not read by rules. */
export const scored = [
  "brand",
  "code",
  "color",
  "content",
  "pack",
  "capacity",
  "size",
  "gender",
  "material",
  "flavor",
  "model",
] as const;

/** Counts, by attribute, how often what was said is one of the right values (as they are compared below). */
export function score(pairs: readonly { readonly gold: Gold; readonly said: Said }[]): Record<string, Score> {
  const scores: Record<string, { right: number; said: number; there: number }> = {};
  for (const { gold, said } of pairs) {
    for (const attribute of scored) {
      // Where a source has no such attribute for the category, nothing is known of it.
      const values = gold.values[attribute] ?? [];
      const told = said[attribute] ?? [];
      const one = scores[attribute] ?? { right: 0, said: 0, there: 0 };
      scores[attribute] = one;
      const isLabelled = values.length > 0 || labels(gold, attribute);
      if (!isLabelled) continue;
      if (values.length > 0) one.there++;
      if (told.length > 0) one.said++;
      if (told.some((value) => values.some((other) => isSame(attribute, value, other)))) one.right++;
    }
  }
  return scores;
}

/** Attributes that a source labels for all titles of a category. */
const labelled: Readonly<Record<string, readonly string[]>> = {
  "Office Products": ["brand", "code", "color", "pack", "material"],
  Jewelry: ["brand", "code", "gender"],
  "Grocery And Gourmet Food": ["brand", "code", "content", "pack", "flavor"],
  "Home And Garden": ["brand", "code", "color", "material"],
  "Computers And Accessories": ["brand", "code", "capacity"],
  Shoes: ["brand", "gender", "color", "size", "model", "material"],
  Vitamin: ["brand", "content", "pack", "flavor", "gender"],
  Coffee: ["brand", "content", "pack", "flavor"],
  Tea: ["brand", "content", "pack", "flavor"],
  "Breakfast Cereal": ["brand", "content", "pack", "flavor"],
  Toothbrush: ["brand", "color", "pack", "size", "material"],
  Sunscreen: ["brand", "content", "pack", "color", "gender"],
  Conditioner: ["brand", "content", "pack", "gender"],
  "Laundry Detergent": ["brand", "content", "pack"],
  "Safety Mask": ["brand", "content", "color", "size", "material", "gender"],
  cervezas: ["brand"],
};

function labels({ category }: Gold, attribute: string): boolean {
  return labelled[category]?.includes(attribute) ?? false;
}

export function f1({ right, said, there }: Score): number {
  return right === 0 ? 0 : (2 * right) / (said + there);
}

function isSame(attribute: string, said: string, gold: string): boolean {
  switch (attribute) {
    case "gender":
      return who(said) === who(gold);
    case "pack":
      return count(said) === count(gold);
    case "content":
      return content(said) === content(gold);
    case "capacity":
      return content(said) === content(gold);
    case "brand":
      return alias(letters(said)) === alias(letters(gold));
    default:
      return letters(said) === letters(gold);
  }
}

function letters(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
}

function alias(brand: string): string {
  return ["hewlettpackard", "hpe"].includes(brand) ? "hp" : brand;
}

/** Read on purpose by other means than those that are scored. */
function who(text: string): string {
  const plain = text.toLowerCase();
  if (/unisex/.test(plain)) return "unisex";
  if (/mujer|wom[ae]n|ladies|lady|female|dama/.test(plain)) return "women";
  if (/hombre|\bm[ae]n|male|gentlem/.test(plain)) return "men";
  if (/girl|ninas/.test(plain)) return "girls";
  if (/boy|kid|child|nino/.test(plain)) return "children";
  return plain;
}

function count(text: string): string {
  if (/\bsingle\b/i.test(text)) return "1";
  return /\d[\d,]*/.exec(text)?.[0].replace(/,/g, "") ?? text;
}

const factors: readonly (readonly [RegExp, string, number])[] = [
  [/^\W*(?:fl|fluid)/, "ml", 29.57],
  [/^\W*(?:ml|milliliter)/, "ml", 1],
  [/^\W*(?:gal)/, "ml", 3785],
  [/^\W*(?:l\b|lit)/, "ml", 1000],
  [/^\W*(?:oz|ounce)/, "g", 28.35],
  [/^\W*(?:lb|pound)/, "g", 453.6],
  [/^\W*(?:kg|kilo)/, "g", 1000],
  [/^\W*(?:mg)/, "g", 0.001],
  [/^\W*(?:g\b|gr)/, "g", 1],
  [/^\W*(?:tb|tera)/, "gb", 1024],
  [/^\W*(?:gb|giga)/, "gb", 1],
  [/^\W*(?:mb|mega)/, "gb", 1 / 1024],
];

/** An amount with its kind, to a hundredth; a bare number is a count. */
function content(text: string): string {
  const plain = text.toLowerCase();
  const match = /(\d[\d,]*\.?\d*|\.\d+)/.exec(plain);
  if (!match) return plain;
  const number = Number(match[0].replace(/,/g, ""));
  const rest = plain.slice(match.index + match[0].length);
  const found = factors.find(([pattern]) => pattern.test(rest));
  if (!found) return `count ${number}`;
  return `${found[1]} ${Number((number * found[2]).toPrecision(2))}`;
}

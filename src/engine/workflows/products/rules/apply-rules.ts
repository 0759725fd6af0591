import { type AttributeName, type Category, categoryOf } from "../categories.ts";
import { brands } from "../title/lexicon/brands.ts";
import { ordinaryWords } from "../title/lexicon/ordinary.ts";
import { noise } from "../title/lexicon/words.ts";
import { readTitle, type Title } from "../title/read-title.ts";
import { attributeReaders } from "./attributes.ts";
import type { ToldValue } from "./told-value.ts";

/** Changes whenever the same title may give another answer. */
const rulesVersion = 3;

/** Where a value comes from: the title says it, or it follows from what the title says. */
export type RuleOrigin = "title" | "derived";

/** What rules make of a product, under the keys that it is exported with. */
export interface RuleAnswer {
  /** In capitals; empty where the title names none. */
  readonly brand: string;
  /** Without the brand and the attributes. */
  readonly model: string;
  readonly attributes: Readonly<Partial<Record<AttributeName, string>>>;
  readonly normalized_name: string;
  readonly category_suggestion: string | null;
  /** 0 to 1: how much of what the category's titles tell was found, and how surely. */
  readonly confidence: number;
  readonly origins: Readonly<Record<string, RuleOrigin>>;
  /** Of the rules. */
  readonly version: number;
  /** Letters and digits that name a model, as the title writes them. */
  readonly codes: readonly string[];
}

/**
 * Normalises a product without a model or a network, by what the words of its name mean in shops, in Spanish and
 * English.
 *
 * @example
 * applyRules("iPhone 15 Pro Max 256GB Negro", "smartphones").attributes // { capacity: "256GB", color: "negro" }
 */
export function applyRules(name: string, category: string | Category): RuleAnswer {
  const kind = typeof category === "string" ? categoryOf(category) : category;
  const title = readTitle(name);
  const attributes: Partial<Record<AttributeName, string>> = {};
  const origins: Record<string, RuleOrigin> = {};
  const spans: Span[] = [];
  for (const attribute of kind.attributes) {
    const told = attributeReaders[attribute](title);
    if (!told || isTaken(told, spans, attribute)) continue;
    attributes[attribute] = told.value;
    const isWritten = title.fold.slice(told.start, told.end).includes(told.value.toLowerCase());
    origins[attribute] = isWritten ? "title" : "derived";
    spans.push({ ...told, isSoft: soft.has(attribute) });
  }
  const brand = title.brand?.name ?? "";
  if (brand !== "") origins.brand = title.brand?.isLine ? "derived" : "title";
  const model = modelOf(title, spans);
  if (model !== "") origins.model = "title";
  const values = Object.entries(attributes);
  origins.normalized_name = "derived";
  return {
    brand,
    model,
    attributes,
    normalized_name: nameOf(brand, model, attributes),
    category_suggestion: null,
    confidence: confidenceOf(title, model, values.length),
    origins,
    version: rulesVersion,
    codes: title.codes.map(({ start, end }) => title.text.slice(start, end)),
  };
}

/** A part of a title that tells something; a soft one may be the model's name as well. */
interface Span extends ToldValue {
  readonly isSoft: boolean;
}

const soft: ReadonlySet<AttributeName> = new Set(["flavor", "material"]);

/** One part of a title tells one thing, but for a volume, which is a capacity too. */
function isTaken(told: ToldValue, spans: readonly Span[], attribute: AttributeName): boolean {
  if (attribute === "volume_ml" || attribute === "weight_g" || attribute === "pack") return false;
  return spans.some(({ start, end }) => start < told.end && end > told.start);
}

/** Brand, model and attributes in that order, each with its unit and none twice. */
function nameOf(brand: string, model: string, attributes: RuleAnswer["attributes"]): string {
  const { volume_ml, weight_g, pack, capacity, ...others } = attributes;
  const parts = [
    brand,
    model,
    capacity,
    volume_ml !== undefined && capacity === undefined ? `${volume_ml} ml` : undefined,
    weight_g !== undefined && capacity === undefined ? `${weight_g} g` : undefined,
    ...Object.values(others),
    pack === undefined ? undefined : `x${pack}`,
  ];
  return [...new Set(parts)].filter(Boolean).join(" ");
}

/** Nobody names a model with more words. */
const longestModel = 8;

/** The words from the brand up to the first that tell an attribute; kinds of goods before the brand are not its. */
function modelOf(title: Title, spans: readonly Span[]): string {
  const { brand, quantities, pack, content, colours, genders, conditions, concentrations, words, text } =
    title;
  const told: { readonly start: number; readonly end: number }[] = [
    ...spans.filter(({ isSoft }) => !isSoft),
    ...quantities,
    ...colours,
    ...genders,
    ...conditions,
    ...concentrations,
  ];
  for (const one of [pack, content]) if (one) told.push(one);
  const first =
    brand && !brand.isLine
      ? words.findIndex(({ start }) => start >= brand.end)
      : brand
        ? words.findIndex(({ start }) => start >= brand.start)
        : 0;
  if (first < 0) return "";
  const taken: string[] = [];
  let before = -1;
  for (const { word, start, end } of words.slice(first)) {
    const covers = (span: { readonly start: number; readonly end: number }) =>
      span.start < end && span.end > start;
    const isTold = told.some(covers);
    // "Original" is a taste, and the name of the drink where it has no other.
    if (taken.length > 0 && spans.some(covers)) break;
    const isApart = taken.length > 0 && /[,;|(]| - /.test(text.slice(before, start));
    if (taken.length > 0 && (isTold || isApart)) break;
    if (isTold || taken.length === longestModel) {
      if (taken.length === 0) continue;
      break;
    }
    const isOfLine = brand?.isLine === true && start >= brand.start && start < brand.end;
    if (
      !isOfLine &&
      taken.length === 0 &&
      (ordinaryWords.has(word) || noise.has(word) || brands.get(word)?.isLine === false)
    )
      continue;
    taken.push(text.slice(start, end));
    before = end;
  }
  const name = taken.length > 0 ? undefined : spans.find(({ isSoft }) => isSoft);
  return name ? text.slice(name.start, name.end) : taken.join(" ");
}

/** A known brand, a model and attributes each say something; rules are never surer than a model that has read it all. */
function confidenceOf({ brand }: Title, model: string, attributes: number): number {
  const ofBrand = brand?.isKnown ? 0.35 : brand ? 0.15 : 0;
  const ofModel = model === "" ? 0 : 0.15;
  return Math.round((0.1 + ofBrand + ofModel + Math.min(attributes, 3) * 0.1) * 100) / 100;
}

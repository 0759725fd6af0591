import { type Category, categoryOf } from "../categories.ts";
import { attributeReaders } from "../rules/attributes.ts";
import { generations } from "../title/lexicon/words.ts";
import { readTitle, type Title } from "../title/read-title.ts";

/** What a product's route is decided by. */
export const routeFactors = ["length", "terms", "category", "price", "variants"] as const;
export type RouteFactor = (typeof routeFactors)[number];

/** Who is asked: a cheap model, a better one, or another that steps in. */
export type Route = "simple" | "complex" | "fallback";

/** How the factors are weighed; data, so that it can be set. */
export interface RouterSettings {
  /** How much each factor counts; they need not add up to one. */
  readonly weights: Readonly<Record<RouteFactor, number>>;
  /** From this score on a product is complex, 0 to 1. */
  readonly complexFrom: number;
  /** Names with fewer letters, or more characters, are for the fallback: there is little to read, or too much. */
  readonly readable: { readonly leastLetters: number; readonly mostCharacters: number };
  /** A cheap thing and a dear one, in the list's own currency. */
  readonly prices: { readonly low: number; readonly high: number };
  /** So many words, terms and variants are as complex as it gets. */
  readonly full: { readonly words: number; readonly terms: number; readonly variants: number };
}

/** Chilean pesos, as in most lists that are read here. */
export const usualRouter: RouterSettings = {
  weights: { length: 0.2, terms: 0.3, category: 0.25, price: 0.1, variants: 0.15 },
  complexFrom: 0.5,
  readable: { leastLetters: 3, mostCharacters: 400 },
  prices: { low: 5_000, high: 1_500_000 },
  full: { words: 16, terms: 5, variants: 4 },
};

/** A product's route, and why. */
export interface Routed {
  readonly route: Route;
  /** 0 to 1. */
  readonly score: number;
  /** Each 0 to 1. */
  readonly factors: Readonly<Record<RouteFactor, number>>;
}

/** Scores a product by the five factors, each 0 to 1, and says who is to be asked about it. */
export function routeOf(
  product: { readonly name: string; readonly category: string; readonly price: number | null },
  settings: RouterSettings = usualRouter,
): Routed {
  const title = readTitle(product.name);
  const category = categoryOf(product.category);
  const factors: Routed["factors"] = {
    length: share(title.words.length, settings.full.words),
    terms: share(termsIn(title), settings.full.terms),
    category: category.complexity,
    price: priceFactor(product.price, category, settings),
    variants: share(variantsIn(title), settings.full.variants),
  };
  const weight = routeFactors.reduce((sum, name) => sum + settings.weights[name], 0);
  const weighed = routeFactors.reduce((sum, name) => sum + settings.weights[name] * factors[name], 0);
  const score = weight > 0 ? weighed / weight : 0;
  const { leastLetters, mostCharacters } = settings.readable;
  const letters = product.name.match(/\p{L}/gu)?.length ?? 0;
  if (letters < leastLetters || product.name.length > mostCharacters)
    return { route: "fallback", score, factors };
  return { route: score >= settings.complexFrom ? "complex" : "simple", score, factors };
}

function share(count: number, full: number): number {
  return full > 0 ? Math.min(count / full, 1) : 0;
}

/** Technical terms: codes, memory, frequencies, processors, graphics and the like. */
function termsIn(title: Title): number {
  const measured = title.quantities.filter(({ kind }) => technical.has(kind)).length;
  const named = (["processor", "graphics", "network", "screen_type", "storage_type"] as const).filter(
    (name) => attributeReaders[name](title) !== null,
  ).length;
  return measured + named + title.codes.length;
}

const technical: ReadonlySet<string> = new Set([
  "memory",
  "frequency",
  "power",
  "voltage",
  "charge",
  "energy",
  "pixels",
  "speed",
]);

/** What a line of goods has variants of: generations, colours, sizes, conditions, what it is for or comes with. */
function variantsIn({ words, colours, conditions, quantities }: Title): number {
  const named = words.filter(({ word }) => generations.has(word)).length;
  return named + colours.length + conditions.length + (quantities.length > 1 ? 1 : 0);
}

/** Where in the logarithm between a cheap thing and a dear one the price lies; unknown, it is the category that tells. */
function priceFactor(price: number | null, category: Category, { prices }: RouterSettings): number {
  if (price === null || !(price > 0) || !Number.isFinite(price)) return category.complexity / 2;
  const place = Math.log(price / prices.low) / Math.log(prices.high / prices.low);
  return Math.min(Math.max(place, 0), 1);
}

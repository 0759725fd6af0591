import { flavours } from "../title/lexicon/words.ts";
import { type Found, phrasesIn } from "../title/phrases.ts";
import type { Title } from "../title/read-title.ts";
import type { ToldValue } from "./told-value.ts";

const setOf = (words: string) => new Set(words.split(" "));

/** What a flavour is called more exactly by, before its name and after it. */
const before = setOf(
  "natural naturally sweet dark light french wild tangy super tropical toasted roasted creamy key salted double triple " +
    "mixed red black white green golden peanut mandarin blood spiced fresh",
);
const after = setOf(
  "creme crema cream chip chips toffee drizzle truffle butter bean swirl twist berry punch rush crunch blast mint " +
    "kiwi cheesecake flavor flavour flavored",
);
/** Kinds of goods that are flavours of others: alone they are what is sold. */
const goods = setOf("cafe coffee te tea");
/** How coffee and tea are called by their taste. */
const tastes =
  /(?<![\p{L}\d])(?:(?:french|italian|dark|medium|light|house|breakfast|morning|kona|colombian|espresso|classic) )+(?:roast|blend)(?![\p{L}\d])/u;
/** `Fruit Punch Flavor`, `sabor a frutos rojos`: what the title itself calls a flavour. */
const called =
  /(?<=(?<![\p{L}\d])sabor (?:a |de )?)[\p{L}]+(?: [\p{L}]+)?|(?<=[,(-] ?)[\p{L}]+(?: [\p{L}]+)?(?= flavou?r(?:ed)?(?![\p{L}]))/u;

/** The first flavour that a title names, with the words that belong to it. */
export function flavourOf(title: Title): ToldValue | null {
  const named = phrasesIn(title.words, flavours).filter(({ value }) => !goods.has(value));
  const [first] = named;
  if (first) return asWritten(title, first, named);
  const match = called.exec(title.fold) ?? tastes.exec(title.fold);
  return match ? cut(title, match.index, match.index + match[0].length) : null;
}

function asWritten(title: Title, first: Found<string>, named: readonly Found<string>[]): ToldValue {
  const { words } = title;
  let { from, to } = first;
  while (from > 0 && isBeside(title, from - 1) && before.has(words[from - 1]?.word ?? "")) from--;
  for (; to < words.length && isBeside(title, to - 1); to++) {
    const isFlavour = named.some((one) => one.from === to);
    if (!isFlavour && !after.has(words[to]?.word ?? "")) break;
  }
  return cut(title, words[from]?.start ?? first.start, words[to - 1]?.end ?? first.end);
}

/** Nothing but a blank or a sign of joining is between a word and the next one. */
function isBeside({ words, text }: Title, at: number): boolean {
  return /^(?: | ?[&-] ?)$/.test(text.slice(words[at]?.end, words[at + 1]?.start));
}

/** As the title writes it: what is called so in another language is its reader's to say. */
function cut({ text }: Title, start: number, end: number): ToldValue {
  return { value: text.slice(start, end).toLowerCase(), start, end };
}

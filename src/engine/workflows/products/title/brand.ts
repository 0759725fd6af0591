import { isCode } from "./codes.ts";
import { brands, everyday } from "./lexicon/brands.ts";
import { ordinaryWords } from "./lexicon/ordinary.ts";
import { conditions, genders, generations, noise, relations } from "./lexicon/words.ts";
import type { Word } from "./phrases.ts";

/** The brand that a title names, or begins with. */
export interface NamedBrand {
  /** In capitals. */
  readonly name: string;
  /** Known by name; else only by its place in the title. */
  readonly isKnown: boolean;
  /** A line of goods names it, which belongs to the model. */
  readonly isLine: boolean;
  readonly start: number;
  readonly end: number;
}

/** Words of a brand, at most. */
const longest = 4;

/** What brands begin with, up to a blank or a hyphen: few words of a title do. */
const firstWords: ReadonlySet<string> = new Set(
  [...brands.keys()].map((name) => name.replace(/[- ].*$/, "")),
);

/** The brand of a title: one that is known, or the name that it begins with or says to be by. */
export function brandIn(text: string, words: readonly Word[]): NamedBrand | null {
  return knownBrand(text, words) ?? brandBy(text) ?? leadingName(text, words);
}

function knownBrand(text: string, words: readonly Word[]): NamedBrand | null {
  let line: NamedBrand | null = null;
  let relatedFrom = -1;
  for (let from = 0; from < words.length; from++) {
    const first = words[from];
    if (!first) break;
    // "Carcasa para iPhone": what it is for is not who made it, unless nobody else is named.
    if (relatedFrom < 0 && relations.has(first.word)) relatedFrom = from;
    if (!firstWords.has(first.word.replace(/[- ].*$/, ""))) continue;
    for (let to = Math.min(from + longest, words.length); to > from; to--) {
      const last = words[to - 1];
      const written = words.slice(from, to).map(({ word }) => word);
      const brand = brands.get(written.join(" ")) ?? brands.get(written.join(" ").replace(/-/g, " "));
      if (!brand || !last) continue;
      const isName = from === 0 || /^\p{Lu}/u.test(text.slice(first.start));
      if (written.length === 1 && everyday.has(written[0] ?? "") && !(from === 0 || (isName && from < 3)))
        continue;
      const found = {
        name: brand.name,
        isKnown: true,
        isLine: brand.isLine,
        start: first.start,
        end: last.end,
      };
      if (!brand.isLine && relatedFrom < 0) return found;
      line ??= relatedFrom < 0 ? found : (nameBefore(text, words.slice(0, relatedFrom)) ?? found);
      break;
    }
  }
  return line;
}

/** A name among the words before one of relation: who made what is for something else. */
function nameBefore(text: string, words: readonly Word[]): NamedBrand | null {
  const named = words.find(({ word, start }) => !isOrdinary(word) && /^\p{Lu}/u.test(text.slice(start)));
  if (!named) return null;
  const { start, end } = named;
  return { name: text.slice(start, end).toUpperCase(), isKnown: false, isLine: false, start, end };
}

const by =
  /\b(?:by|de la marca|marca:?) ((?:\p{Lu}[\p{L}\p{N}'&.-]*)(?: (?:&|\p{Lu}[\p{L}'&.-]*(?![\p{L}\p{N}]))){0,2})/u;

function brandBy(text: string): NamedBrand | null {
  const match = by.exec(text);
  const name = match?.[1];
  if (!match || !name) return null;
  const start = match.index + match[0].length - name.length;
  return { name: name.toUpperCase(), isKnown: false, isLine: false, start, end: start + name.length };
}

/** The capitalised words at the beginning, up to the first that names a thing or one of its properties. */
function leadingName(text: string, words: readonly Word[]): NamedBrand | null {
  const taken: Word[] = [];
  for (const one of words) {
    if (taken.length === 2) break;
    const written = text.slice(one.start, one.end);
    const before = taken.at(-1);
    const isApart =
      before !== undefined && /[,;:|()[\]/-]|(?<!\.) - /.test(text.slice(before.end, one.start));
    if (isApart || isOrdinary(one.word) || !/^[\p{Lu}\d]/u.test(written)) break;
    taken.push(one);
  }
  const first = taken[0];
  // A name that stands again alone is a name alone: "Tacori Petite … Shop Tacori HT2548".
  if (first && taken.length === 2 && isAgainAlone(first, taken[1], words)) taken.pop();
  const last = taken.at(-1);
  if (!first || !last || (taken.length === 1 && /^\d+$/.test(first.word))) return null;
  const name = text.slice(first.start, last.end).toUpperCase();
  return { name, isKnown: false, isLine: false, start: first.start, end: last.end };
}

function isAgainAlone(first: Word, second: Word | undefined, words: readonly Word[]): boolean {
  return words.some(({ word, start }, at) => {
    return start > first.start && word === first.word && words[at + 1]?.word !== second?.word;
  });
}

function isOrdinary(word: string): boolean {
  const isProperty =
    genders.has(word) || conditions.has(word) || relations.has(word) || generations.has(word);
  return isProperty || noise.has(word) || isCode(word) || ordinaryWords.has(word) || /^\d/.test(word);
}

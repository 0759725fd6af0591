import { bareCode, isCode } from "../title/codes.ts";
import { abbreviations } from "../title/lexicon/words.ts";
import type { Found, Word } from "../title/phrases.ts";
import type { Title } from "../title/read-title.ts";
import { type Segments, signBefore } from "./segments.ts";

/** A word as it is held against those of another title. */
export interface SaidWord {
  readonly word: string;
  /** It was cut short with a point: it stands for a longer one. */
  readonly isCut: boolean;
  /** It is the name of a brand, which nobody cuts short. */
  readonly isName: boolean;
  /** After `para`, `con` or `sin`: what the thing is for, comes with or lacks. Else empty. */
  readonly under: string;
}

/**
 * All that a title says but for its amounts, word for word: nothing is too little to count, no word stands for another
 * one, and a number without a unit is what is written. Only case, accents and signs between letters are left out, and
 * short forms that shops use are written out.
 *
 * @param brands names that are one word however they are written
 */
export function saidIn(
  title: Title,
  segments: Segments,
  brands: readonly Found<string>[],
): readonly SaidWord[] {
  const said: SaidWord[] = [];
  const packs = packsOf(title);
  for (const brand of brands) {
    // In "650 watts" nobody means the juice.
    if (isIn(brand, title.quantities)) continue;
    said.push({ word: brand.value, isCut: false, isName: true, under: segments.at(brand.start) });
  }
  for (const word of title.words) {
    if (isIn(word, brands) || isIn(word, title.quantities)) continue;
    if (isIn(word, packs) && !joining.test(word.word)) continue;
    said.push(
      ...wordsOf(title, word).map((one) => ({ ...one, isName: false, under: segments.at(word.start) })),
    );
  }
  said.push(...boundAmounts(title).map((word) => ({ word, isCut: false, isName: true, under: "" })));
  return said.toSorted((a, b) => (spell(a) < spell(b) ? -1 : spell(a) > spell(b) ? 1 : 0));
}

/**
 * Where a title has several amounts of one kind, those that a word follows, in their order: two plates and four glasses
 * are not four plates and two glasses.
 */
function boundAmounts(title: Title): string[] {
  const { words, quantities, fold } = title;
  const packs = packsOf(title);
  const numbers = words
    .filter(({ word }) => /^\d+(?:[.,]\d+)?$/.test(word))
    .filter((word) => !isIn(word, quantities) && !isIn(word, packs))
    .map(({ word, start, end }) => ({ kind: "number", value: Number(word.replace(",", ".")), start, end }));
  const amounts = [...quantities, ...numbers];
  const bound = new Map<string, number[]>();
  for (const { kind, value, end } of amounts.toSorted((a, b) => a.start - b.start)) {
    if (!amounts.some((other) => other.kind === kind && other.value !== value)) continue;
    const next = words.find(({ word, start }) => start >= end && !/\d/.test(word));
    const isApart = !next || /[,;|()[\]]/.test(fold.slice(end, next.start));
    const place = `${kind}>${isApart ? "" : next.word}`;
    bound.set(place, [...(bound.get(place) ?? []), value]);
  }
  return [...bound].map(([place, values]) => `${place}:${values.join(",")}`);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function isIn(word: Span, spans: readonly Span[]): boolean {
  return spans.some(({ start, end }) => word.start < end && word.end > start);
}

function packsOf({ pack, content }: Title): readonly Span[] {
  return [pack, content].filter((one) => one !== null);
}

/** Words inside of "pack of 6" that are neither its number nor what is counted. */
const joining = /^(?:of|de|con|per|por)$/;

/** A word with its place and its cut as one text, by which words are ordered and digested. */
export function spell({ word, isCut, under }: SaidWord): string {
  return `${under}>${word}${isCut ? "." : ""}`;
}

/** What no short form of a word changes. */
export function initial({ word, under }: SaidWord): string {
  return `${under}>${word[0] ?? ""}`;
}

type Written = Pick<SaidWord, "word" | "isCut">;

function wordsOf(title: Title, { word, isCut, start, end }: Word): readonly Written[] {
  const whole = (text: string): Written => ({ word: text, isCut: false });
  if (isCode(word)) return [whole(bareCode(word))];
  if (/\d/.test(word)) return [whole(`${signBefore(title, start)}${word.replace(",", ".")}`)];
  // `C`, `C+` and `C#` are three.
  const signs = `${/\+*$/.exec(word)?.[0]}${/^[+#]*/.exec(title.fold.slice(end))?.[0]}`;
  const short = abbreviations.get(word);
  if (short !== undefined && signs === "") return short.split(" ").map(whole);
  const parts = word.split(/[-+*&/]/).filter(Boolean);
  return parts.flatMap((part, at) => {
    const isLast = at === parts.length - 1;
    const long = isLast && signs !== "" ? undefined : abbreviations.get(part);
    if (long !== undefined) return long.split(" ").map(whole);
    return [{ word: bareCode(part) + (isLast ? signs : ""), isCut: isLast && isCut }];
  });
}

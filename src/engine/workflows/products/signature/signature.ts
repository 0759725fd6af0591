import { createHash } from "node:crypto";
import { bareCode, isCode } from "../title/codes.ts";
import { brands } from "../title/lexicon/brands.ts";
import { abbreviations, generations, noise, relations, sizes } from "../title/lexicon/words.ts";
import { phrasesIn, type Word } from "../title/phrases.ts";
import { readTitle, type Title } from "../title/read-title.ts";
import { initial, type SaidWord, saidIn, spell } from "./said-words.ts";
import { Segments, signBefore } from "./segments.ts";

/** Changes whenever the same title may give another signature: what was kept under an older one is not found. */
export const signatureVersion = 3;

/** What tells a product from others of its kind. Two titles of one product agree in all of it. */
export interface Signature {
  /** Typed features, sorted: `memory:256`, `code:dscw120`, `color:negro`, `gen:pro`, `number:15`, `pack:6` … */
  readonly features: readonly string[];
  /** The other words that tell something, each under what it belongs to: `funda`, `para>iphone`. */
  readonly words: readonly string[];
  /** All that the title says but for its amounts, word for word: what is kept of one title is never given for another one that says more, less or else. */
  readonly said: readonly SaidWord[];
  /** Of the features, and of how many words begin with which letter. Only titles with an equal one are ever compared. */
  readonly hash: string;
  /** Of features and all that is said: equal for titles that say the same in the same words, in any order and spelling. */
  readonly key: string;
}

/** The signature of a product's name. */
export function signatureOf(name: string): Signature {
  return signatureOfTitle(readTitle(name));
}

/** Of a title that was read already. */
export function signatureOfTitle(title: Title): Signature {
  const taken = new Set<Word>();
  const features: string[] = [];
  const segments = new Segments(title);
  const spans: { readonly start: number; readonly end: number }[] = [];
  const take = (feature: string, start: number, end: number) => {
    features.push(segments.under(start, feature));
    spans.push({ start, end });
    for (const word of title.words) if (word.start < end && word.end > start) taken.add(word);
  };
  for (const { kind, value, start, end } of title.quantities)
    take(`${kind}:${signBefore(title, start)}${rounded(value)}`, start, end);
  for (const [name, pack] of [
    ["pack", title.pack],
    ["content", title.content],
  ] as const) {
    if (pack) take(`${name}:${pack.count}:${pack.of}`, pack.start, pack.end);
  }
  for (const [name, found] of [
    ["condition", title.conditions],
    ["strength", title.concentrations],
    ["color", title.colours],
    ["gender", title.genders],
  ] as const) {
    for (const { value, start, end } of found) {
      if (!overlaps(title.words, taken, start, end)) take(`${name}:${value}`, start, end);
    }
  }
  for (const word of title.words) {
    if (taken.has(word)) continue;
    const feature = featureOf(title, word);
    if (feature) take(feature, word.start, word.end);
  }
  // "DC961-5Pack": what is left of a word that tells something with a part of it.
  for (const word of taken) {
    const rest = uncovered(title, word, spans);
    if (rest !== "") features.push(segments.under(word.start, `rest:${rest}`));
  }
  const named = phrasesIn(title.words, brandNames);
  const names = named.filter(({ start, end }) => !overlaps(title.words, taken, start, end));
  const words = names.map(({ value, start }) => segments.under(start, value));
  for (const { start, end } of names) {
    for (const word of title.words) if (word.start < end && word.end > start) taken.add(word);
  }
  words.push(...title.words.filter((word) => !taken.has(word)).flatMap((word) => told(word, segments)));
  const sorted = features.toSorted();
  const said = saidIn(title, segments, named);
  return {
    features: sorted,
    words,
    said,
    hash: digest([...sorted, "", ...said.map(initial).toSorted()]),
    key: digest([...sorted, "", ...said.map(spell)]),
  };
}

function digest(parts: readonly string[]): string {
  return createHash("sha256")
    .update(`${signatureVersion}\n${parts.join("\n")}`)
    .digest("hex")
    .slice(0, 32);
}

/** What is written in other units agrees but for the last digits of a fraction. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(9)));
}

/** Single words that are typed features by themselves. */
function featureOf(title: Title, { word, start, end }: Word): string | undefined {
  const { text, fold } = title;
  if (/^\d+(?:[.,]\d+)?$/.test(word) && !isCode(word))
    return `number:${signBefore(title, start)}${Number(word.replace(",", "."))}`;
  if (isCode(word)) return `code:${bareCode(word)}`;
  if (/^[2-6]g$/.test(word) || /^(?:lte|wifi|4k|8k|uhd|fhd|qhd|\d{3,4}p)$/.test(word)) return `mark:${word}`;
  if (/\d/.test(word)) return `mark:${bareCode(word.replace("+", "plus"))}`;
  const isPossessive = /['&]/.test(fold[start - 1] ?? "") || /['&]/.test(fold[end] ?? "");
  if (sizes.has(word) && !isPossessive && text.slice(start, end) === word.toUpperCase())
    return `size:${word}`;
  if (/^(?:s|m|l)$/.test(word) && !isPossessive) return `size:${word}`;
  if (generations.has(word)) return `gen:${word}`;
  return undefined;
}

/** The letters and digits of a word that no span covers; the cross of "6x355cc" says nothing. */
function uncovered(
  { fold }: Title,
  word: Word,
  spans: readonly { readonly start: number; readonly end: number }[],
): string {
  let rest = "";
  for (let at = word.start; at < word.end; at++) {
    if (!spans.some(({ start, end }) => at >= start && at < end)) rest += fold[at] ?? "";
  }
  const letters = bareCode(rest);
  return letters === "x" ? "" : letters;
}

function overlaps(words: readonly Word[], taken: ReadonlySet<Word>, start: number, end: number): boolean {
  return words.some((word) => taken.has(word) && word.start < end && word.end > start);
}

/** What tells a product from others in a word; nothing for one that tells nothing. Words of relation show in what they are before. */
function told({ word, start }: Word, segments: Segments): string[] {
  if (relations.has(word) || noise.has(word) || word === "x") return [];
  const parts = abbreviations.get(word)?.split(" ") ?? word.split(/[-+*&/]/);
  return parts
    .flatMap((part) => (abbreviations.get(part) ?? part).split(" "))
    .filter((part) => part !== "" && !noise.has(part))
    .map((part) => segments.under(start, bareCode(part)));
}

/** Brands by how they are written, in their one form: "Coca Cola" and "Coca-Cola" are one word. */
const brandNames: ReadonlyMap<string, string> = new Map(
  [...brands]
    .filter(([written, { name, isLine }]) => !isLine && bareCode(written) === bareCode(name.toLowerCase()))
    .map(([written, { name }]) => [written.replace(/ /g, "-"), bareCode(name.toLowerCase())]),
);

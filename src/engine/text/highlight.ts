import { folded } from "./folded.ts";

/** A part of a passage: `hit` where it answers a word that was asked for. */
export interface PassagePart {
  readonly text: string;
  readonly hit: boolean;
}

/** Words so short are only marked where nothing longer was asked. */
const shortWord = 3;
/** Words that begin alike for so many letters are forms of one word, mostly. */
const stem = 5;

/**
 * The part of a text that answers best, at most `length` characters on one line, with the asked words marked, and
 * words that begin like them.
 *
 * @param cut stands where something was left out
 */
export function passageOf(text: string, question: string, length: number, cut = "…"): PassagePart[] {
  const asked = askedWords(question);
  const flat = text.replace(/\s+/g, " ").trim();
  const hits = [...flat.matchAll(/[\p{L}\p{N}\p{M}]+/gu)]
    .filter(([word]) => asked.some((one) => isSame(folded(word), one)))
    .map(({ index, 0: word }) => ({ start: index, end: index + word.length }));
  const start = bestStart(flat, hits, length);
  const end = Math.min(flat.length, start + length);
  const parts: PassagePart[] = start > 0 ? [{ text: `${cut} `, hit: false }] : [];
  let at = start;
  for (const hit of hits) {
    if (hit.start < at || hit.end > end) continue;
    if (hit.start > at) parts.push({ text: flat.slice(at, hit.start), hit: false });
    parts.push({ text: flat.slice(hit.start, hit.end), hit: true });
    at = hit.end;
  }
  if (at < end) parts.push({ text: flat.slice(at, end).toWellFormed(), hit: false });
  if (end < flat.length) parts.push({ text: ` ${cut}`, hit: false });
  return parts;
}

function askedWords(question: string): string[] {
  const words = [...new Set((question.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).map(folded))];
  const long = words.filter((word) => word.length > shortWord);
  return long.length > 0 ? long : words;
}

function isSame(word: string, asked: string): boolean {
  if (word === asked) return true;
  const shared = Math.max(stem, Math.min(word.length, asked.length) - 2);
  return word.length > shared && asked.length >= shared && word.slice(0, shared) === asked.slice(0, shared);
}

/** Where the window that holds most hits begins, a little before its first. */
function bestStart(text: string, hits: readonly { start: number; end: number }[], length: number): number {
  let best = { start: 0, count: 0 };
  for (const [index, { start }] of hits.entries()) {
    let count = 0;
    for (let other = index; (hits[other]?.end ?? Number.POSITIVE_INFINITY) <= start + length * 0.8; other++)
      count++;
    if (count > best.count) best = { start, count };
  }
  const from = Math.max(0, Math.min(best.start - Math.floor(length * 0.2), text.length - length));
  if (from === 0) return 0;
  const blank = text.indexOf(" ", from);
  return blank >= 0 && blank < best.start ? blank + 1 : from;
}

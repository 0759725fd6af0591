import type { SignatureWord } from "./signature.ts";

/**
 * Do two bags of words say the same? Equal words do; a word cut short with a point stands for one that begins so, one
 * without vowels for one that has its letters in order, and two words for the one that they make up together. A word
 * that is left over on either side says something else.
 */
export function saySame(left: readonly SignatureWord[], right: readonly SignatureWord[]): boolean {
  const unmatched = [...right];
  const rest = left.filter((one) => {
    const at = unmatched.findIndex((other) => other.under === one.under && other.word === one.word);
    if (at >= 0) unmatched.splice(at, 1);
    return at < 0;
  });
  if (rest.length === 0 && unmatched.length === 0) return true;
  if (Math.abs(rest.length - unmatched.length) > 2 || rest.length > 6) return false;
  return pairOff(rest, unmatched);
}

/** Whether the words that are left can be paired; so few are left that all ways may be tried. */
function pairOff(left: readonly SignatureWord[], right: readonly SignatureWord[]): boolean {
  const [first, ...others] = left;
  if (!first) return right.length === 0;
  for (const [at, other] of right.entries()) {
    const without = right.filter((_, place) => place !== at);
    if (first.under !== other.under) continue;
    if ((isShortFor(first, other) || isShortFor(other, first)) && pairOff(others, without)) return true;
    if (joins(first, other, without, others)) return true;
  }
  return false;
}

/** One word here is two there, or two here are one there. */
function joins(
  one: SignatureWord,
  other: SignatureWord,
  right: readonly SignatureWord[],
  left: readonly SignatureWord[],
): boolean {
  for (const [at, second] of right.entries()) {
    if (!isTogether(one.word, other.word, second.word)) continue;
    if (
      pairOff(
        left,
        right.filter((_, place) => place !== at),
      )
    )
      return true;
  }
  for (const [at, second] of left.entries()) {
    if (!isTogether(other.word, one.word, second.word)) continue;
    if (
      pairOff(
        left.filter((_, place) => place !== at),
        right,
      )
    )
      return true;
  }
  return false;
}

function isTogether(whole: string, one: string, other: string): boolean {
  return whole === one + other || whole === other + one;
}

const leastLetters = 3;

/** A longer word before a point ends a sentence. */
const longestCut = 6;

function isShortFor(short: SignatureWord, long: SignatureWord): boolean {
  const { word } = short;
  if (
    long.isCut ||
    long.isName ||
    short.isName ||
    word.length >= long.word.length ||
    word[0] !== long.word[0]
  )
    return false;
  if (short.isCut && word.length >= 3 && word.length <= longestCut)
    return long.word.startsWith(word) || isSkeleton(word, long.word);
  return word.length >= leastLetters && !/[aeiouy]/.test(word) && isSkeleton(word, long.word);
}

/** All letters of the short one stand in the long one, in that order, and its last consonant is the long one's. */
function isSkeleton(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at++;
  const consonants = long.replace(/[aeiouy]/g, "");
  return at === short.length && short.length * 2 > consonants.length && short.at(-1) === consonants.at(-1);
}

import type { SaidWord } from "./said-words.ts";

/** So many words may be cut short in a title; all ways to pair them are tried. */
const mostCut = 6;

/**
 * Do two titles say the same, word for word? Equal words do; a word cut short with a point stands for one that begins
 * so, and one without vowels for one that has its letters in order. A word that is left over on either side says
 * something else, and so does any other word, near as its meaning may be.
 */
export function saySame(left: readonly SaidWord[], right: readonly SaidWord[]): boolean {
  if (left.length !== right.length) return false;
  const unmatched = [...right];
  const rest = left.filter((one) => {
    const at = unmatched.findIndex((other) => other.under === one.under && other.word === one.word);
    if (at >= 0) unmatched.splice(at, 1);
    return at < 0;
  });
  return rest.length <= mostCut && pairOff(rest, unmatched);
}

/** Whether the words that are left can be paired; so few are left that all ways may be tried. */
function pairOff(left: readonly SaidWord[], right: readonly SaidWord[]): boolean {
  const [first, ...others] = left;
  if (!first) return true;
  return right.some((other, at) => {
    const isOne = first.under === other.under && (isShortFor(first, other) || isShortFor(other, first));
    return isOne && pairOff(others, right.toSpliced(at, 1));
  });
}

const leastLetters = 3;

/** A longer word before a point ends a sentence. */
const longestCut = 6;

function isShortFor(short: SaidWord, long: SaidWord): boolean {
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

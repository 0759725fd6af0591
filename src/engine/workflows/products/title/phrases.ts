/** A word of a title, without case and accents. */
export interface Word {
  readonly word: string;
  /** A point follows that ends no sentence: it was cut short. */
  readonly isCut: boolean;
  readonly start: number;
  readonly end: number;
}

/** Something that some words of a title name. */
export interface Found<Value> {
  readonly value: Value;
  readonly start: number;
  readonly end: number;
  /** Places of its first word and of the one after its last. */
  readonly from: number;
  readonly to: number;
}

const wordPattern =
  /[cpsw]\/(?= ?\p{L})(?!u\b)|[\p{L}\p{N}]+(?:['&.+*-][\p{L}\p{N}]+)*(?:\+(?![\p{L}\p{N}]))?/gu;

/** The words of a folded title. Hyphens and points inside are kept: `cyber-shot`, `13.3`. */
export function wordsOf(fold: string): Word[] {
  return Array.from(fold.matchAll(wordPattern), ({ 0: word, index }) => {
    const end = index + word.length;
    return { word, isCut: fold[end] === "." && /\p{L}$/u.test(word), start: index, end };
  });
}

/** The longest phrases of a table that the words are, from left to right; its keys have hyphens for blanks. */
export function phrasesIn<Value>(
  words: readonly Word[],
  table: ReadonlyMap<string, Value>,
  longest = 3,
): Found<Value>[] {
  const found: Found<Value>[] = [];
  for (let from = 0; from < words.length; ) {
    const phrase = phraseAt(words, from, table, longest);
    if (phrase) found.push(phrase);
    from = phrase?.to ?? from + 1;
  }
  return found;
}

function phraseAt<Value>(
  words: readonly Word[],
  from: number,
  table: ReadonlyMap<string, Value>,
  longest: number,
): Found<Value> | undefined {
  const beginnings = beginningsOf(table);
  let key = "";
  let best: Found<Value> | undefined;
  for (let to = from + 1; to <= Math.min(from + longest, words.length); to++) {
    const word = words[to - 1];
    const first = words[from];
    if (!word || !first) break;
    key = key === "" ? word.word : `${key}-${word.word}`;
    if (!beginnings.has(key)) break;
    const value = table.get(key);
    if (value !== undefined) best = { value, start: first.start, end: word.end, from, to };
  }
  return best;
}

const known = new WeakMap<ReadonlyMap<string, unknown>, ReadonlySet<string>>();

/** All that a key of the table begins with, up to a hyphen or its end: most words of a title are none of it. */
function beginningsOf(table: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  let beginnings = known.get(table);
  if (!beginnings) {
    beginnings = new Set([...table.keys()].flatMap(beginningsOfKey));
    known.set(table, beginnings);
  }
  return beginnings;
}

function beginningsOfKey(key: string): string[] {
  return [...[...key.matchAll(/-/g)].map(({ index }) => key.slice(0, index)), key];
}

import { toUnitLength } from "../unit-length.ts";
import { hashedNgramsName } from "./embedded-name.ts";
import type { TextEmbedder } from "./embedder.ts";

const dimensions = 512;
/** Raised when the same text would give another vector. */
const version = 1;

/** Character n-grams of a word, with its edges. */
const shortest = 3;
const longest = 5;
/** A word counts as itself, and as much again by its n-grams, which find its other forms and its misspellings. */
const weights = { word: 1, pair: 0.6, gram: 0.22 } as const;
/** Words so short tell little apart. */
const littleWord = { length: 3, weight: 0.25 } as const;

/**
 * The vector of a text: its words, pairs of words and character n-grams, hashed with signs into 512 numbers (Weinberger
 * et al. 2009), each by one plus the logarithm of how often it stands there. Words that share letters lie near each
 * other; what means the same in other letters does not. It needs no download and takes about 0.5 ms a chunk.
 *
 * @returns of length 1; all zeros for a text without a letter or digit
 */
export function hashedNgrams(text: string): Float32Array {
  const counts = new Map<number, { times: number; weight: number }>();
  const add = (hash: number, weight: number) => {
    const known = counts.get(hash);
    if (known) known.times++;
    else counts.set(hash, { times: 1, weight });
  };
  let before: string | undefined;
  for (const word of wordsOf(text)) {
    const worth = word.length <= littleWord.length ? littleWord.weight : 1;
    add(hashOf(word, 0, word.length, 1), weights.word * worth);
    if (before !== undefined)
      add(hashOf(`${before} ${word}`, 0, before.length + word.length + 1, 2), weights.pair * worth);
    before = word;
    const edged = `^${word.slice(0, 40)}$`;
    for (let length = shortest; length <= longest; length++) {
      for (let at = 0; at + length <= edged.length; at++)
        add(hashOf(edged, at, length, 3), weights.gram * worth);
    }
  }
  const vector = new Float32Array(dimensions);
  for (const [hash, { times, weight }] of counts) {
    const place = hash & (dimensions - 1);
    const sign = hash & 0x80000000 ? -1 : 1;
    vector[place] = (vector[place] ?? 0) + sign * weight * (1 + Math.log(times));
  }
  return toUnitLength(vector);
}

/** Words without case and accents. */
function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFKD")
      .replace(/\p{M}+/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** FNV-1a over UTF-16 code units, then mixed (MurmurHash3's last step): its low bits are used by themselves. */
function hashOf(text: string, start: number, length: number, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = start; at < start + length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** The embedder that is always there. */
export function openHashedNgrams(): TextEmbedder {
  const id = new Bun.CryptoHasher("sha256")
    .update(`${hashedNgramsName}/${version}`)
    .digest("hex")
    .slice(0, 12);
  return {
    space: { id, model: hashedNgramsName, dimensions, embedder: { kind: "hashed-ngrams" } },
    tokenizer: "cl100k_base",
    limits: { tokens: 8192, texts: 64, tokensOfCall: 64 * 8192 },
    isLocal: true,
    device: null,
    usdPerMillion: 0,
    batches: null,
    embed: async (texts, _context, keep) => keep(texts.map(({ text }) => hashedNgrams(text))),
    ask: async (text) => hashedNgrams(text),
    close: async () => undefined,
  };
}

import type { StructuredText } from "../structured-text.ts";

/** Where a text may be cut: the stronger, the better. */
export interface Boundary {
  /** A piece begins here. */
  readonly at: number;
  readonly strength: number;
}

/** How strong a place is. A heading of level 1 is 26, of level 6 it is 21. */
export const strengths = {
  heading: 27,
  page: 12,
  paragraph: 10,
  /** An empty line inside code before a line without indentation: between functions, mostly. */
  codeBlock: 9,
  codeParagraph: 7,
  line: 6,
  sentence: 4,
  clause: 3,
  word: 2,
  letters: 1,
} as const;

/** The boundaries that a text's structure and lines give, in order, without the one at 0. */
export function boundariesOf({ text, marks }: StructuredText): Boundary[] {
  const found = new Map<number, number>();
  const note = (at: number, strength: number) => {
    if (at > 0 && at < text.length && strength > (found.get(at) ?? 0)) found.set(at, strength);
  };
  const codes = marks.filter((mark) => "code" in mark);
  let code = 0;
  let isCode = false;
  for (const { index } of text.matchAll(/\n+(?:[ \t]*\n)*/g)) {
    const end = lineStart(text, index);
    while (code < codes.length && (codes[code]?.at ?? 0) <= index) isCode = codes[code++]?.code ?? false;
    const isBlank = text.slice(index, end).indexOf("\n", 1) >= 0;
    const isFlush = !/\s/.test(text[end] ?? " ");
    const strength = !isBlank
      ? strengths.line
      : !isCode
        ? strengths.paragraph
        : isFlush
          ? strengths.codeBlock
          : strengths.codeParagraph;
    note(end, strength);
  }
  for (const mark of marks) {
    if ("heading" in mark) note(mark.at, strengths.heading - Math.min(Math.max(mark.heading.level, 1), 6));
    else if ("page" in mark) note(mark.at, strengths.page);
  }
  return [...found].map(([at, strength]) => ({ at, strength })).sort((left, right) => left.at - right.at);
}

/** The start of the first line behind the line ends at `index` that is not blank. */
function lineStart(text: string, index: number): number {
  let end = index;
  for (let at = index; at < text.length; at++) {
    const one = text[at];
    if (one === "\n") end = at + 1;
    else if (one !== " " && one !== "\t") break;
  }
  return end;
}

/** Of more places than these in one line a part is enough at first: each piece is parted again. */
const mostAtOnce = 20_000;

/** So many UTF-16 code units are cut off where nothing else parts a text. */
const letterRun = 16;

const finerPatterns: readonly (readonly [strength: number, pattern: RegExp])[] = [
  [strengths.sentence, /[.!?…。！？]["'»”’)\]]*\s+|[。！？]/gu],
  [strengths.clause, /[,;:–—，；：、]\s*/gu],
  [strengths.word, /\s+/gu],
];

/**
 * Finer boundaries inside a piece that its structure does not part: of sentences, of clauses, of words, at last
 * between letters, never inside a surrogate pair. The first kind that there are any of; of very many a part.
 */
export function finerBoundaries(piece: string, below: number): readonly Boundary[] {
  for (const [strength, pattern] of finerPatterns) {
    if (strength >= below) continue;
    const found: Boundary[] = [];
    for (const match of piece.matchAll(pattern)) {
      const at = match.index + match[0].length;
      if (at > 0 && at < piece.length) found.push({ at, strength });
    }
    if (found.length > 0) return someOf(found, piece);
  }
  const found: Boundary[] = [];
  for (let at = letterRun; at < piece.length; at += letterRun) {
    const isInsidePair =
      /[\udc00-\udfff]/.test(piece[at] ?? "") && /[\ud800-\udbff]/.test(piece[at - 1] ?? "");
    found.push({ at: isInsidePair ? at - 1 : at, strength: strengths.letters });
  }
  return someOf(found, piece);
}

/**
 * As many of these as are worth having at once: those that a hash of what follows chooses, as it does where all are
 * there; among words that are all the same, one in so many.
 */
function someOf(boundaries: readonly Boundary[], piece: string): readonly Boundary[] {
  if (boundaries.length <= mostAtOnce) return boundaries;
  // A power of two: a few words more or less choose the same.
  const every = 2 ** Math.ceil(Math.log2(boundaries.length / mostAtOnce)) * 2;
  const chosen = boundaries.filter(({ at }) => Bun.hash.xxHash32(piece.slice(at, at + 24)) % every === 0);
  const isEven = chosen.length > boundaries.length / every / 4 && chosen.length <= mostAtOnce;
  return isEven ? chosen : boundaries.filter((_, index) => index % every === 0);
}

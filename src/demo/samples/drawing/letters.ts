import { at, type Point } from "./shape.ts";

/**
 * A capital drawn as pen strokes: each word is two digits, x (0 to 4) and y (0 to 6, down); a bar lifts the
 * pen. A font of our own, so that the samples need none of the machine's.
 */
const capitals: Record<string, string> = {
  A: "06 01 10 30 41 46 | 03 43",
  B: "03 33 42 41 30 00 06 36 45 44 33",
  C: "41 30 10 01 05 16 36 45",
  D: "00 06 36 45 41 30 00",
  E: "40 00 06 46 | 03 33",
  F: "40 00 06 | 03 33",
  G: "41 30 10 01 05 16 36 45 43 23",
  H: "00 06 | 40 46 | 03 43",
  I: "00 06",
  J: "30 35 26 16 05",
  K: "00 06 | 40 03 46",
  L: "00 06 36",
  M: "06 00 23 40 46",
  N: "06 00 46 40",
  O: "10 30 41 45 36 16 05 01 10",
  P: "06 00 30 41 42 33 03",
  Q: "10 30 41 45 36 16 05 01 10 | 24 46",
  R: "06 00 30 41 42 33 03 | 23 46",
  S: "41 30 10 01 02 13 33 44 45 36 16 05",
  T: "00 40 | 20 26",
  U: "00 05 16 36 45 40",
  V: "00 26 40",
  W: "00 16 23 36 40",
  X: "00 46 | 40 06",
  Y: "00 23 40 | 23 26",
  Z: "00 40 06 46",
  "0": "10 20 31 35 26 16 05 01 10",
  "1": "01 10 16",
  "2": "01 10 20 31 32 06 36",
  "3": "01 10 20 31 32 23 13 | 23 34 35 26 16 05",
  "4": "36 30 04 44",
  "5": "30 00 03 23 34 35 26 16 05",
  "6": "31 20 10 01 05 16 26 35 34 23 03",
  "7": "00 30 16",
  "8": "10 20 31 32 23 13 02 01 10 | 13 04 05 16 26 35 34 23",
  "9": "05 16 26 35 31 20 10 01 02 13 33",
  "#": "10 06 | 40 36 | 02 42 | 04 44",
  $: "41 30 10 01 02 13 33 44 45 36 16 05 | 20 26",
  "&": "46 11 20 31 04 05 16 26 44",
  "!": "00 04 | 06",
  "?": "01 10 20 31 32 14 | 16",
  ".": "06",
  ",": "06 07",
  ":": "02 | 05",
  "'": "00 01",
  "-": "03 23",
  "/": "06 30",
};

/** Marks above and below a capital, as combining characters, on a letter four units wide. */
const marks: Record<string, readonly Point[]> = {
  "\u0301": [at(1.7, -1.2), at(2.8, -2.1)],
  "\u0300": [at(1.2, -2.1), at(2.3, -1.2)],
  "\u0302": [at(1, -1.2), at(2, -2.1), at(3, -1.2)],
  "\u0303": [at(0.6, -1.3), at(1.4, -1.9), at(2.6, -1.3), at(3.4, -1.9)],
  "\u0308": [at(1, -1.6), at(1.05, -1.6)],
  "\u0327": [at(2, 6.6), at(1.5, 7.6)],
};

/** A character as strokes of the pen. `width` counts from its left edge, without the gap to the next one. */
export interface Glyph {
  readonly strokes: readonly (readonly Point[])[];
  readonly width: number;
}

const blank: Glyph = { strokes: [], width: 1.6 };

/** The glyphs of a text, letters as capitals with their accents; what the font lacks is a blank. */
export function glyphsOf(text: string): Glyph[] {
  const glyphs: Glyph[] = [];
  for (const character of text.toUpperCase().normalize("NFD")) {
    const mark = marks[character];
    const last = glyphs[glyphs.length - 1];
    if (mark !== undefined && last !== undefined) {
      glyphs[glyphs.length - 1] = accented(last, mark, character === "\u0308");
    } else {
      glyphs.push(glyphOf(character));
    }
  }
  return glyphs;
}

function glyphOf(character: string): Glyph {
  const pen = capitals[character];
  if (pen === undefined) return blank;
  const strokes = pen
    .split(" | ")
    .map((stroke) => stroke.split(" ").map((word) => at(Number(word[0]), Number(word[1]))));
  return { strokes, width: Math.max(...strokes.flat().map(({ x }) => x)) };
}

function accented({ strokes, width }: Glyph, mark: readonly Point[], twice: boolean): Glyph {
  const shift = (width - 4) / 2;
  const moved = mark.map(({ x, y }) => at(x + shift, y));
  const second = mark.map(({ x, y }) => at(4 - x + shift, y));
  return { strokes: [...strokes, moved, ...(twice ? [second] : [])], width };
}

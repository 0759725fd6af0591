import type { CountTokens } from "../../language-model/count-tokens.ts";
import type { StructuredText } from "../structured-text.ts";
import { strengths } from "./boundaries.ts";
import { type Piece, splitText } from "./split.ts";

/** How a text is cut. All figures are tokens of the embedding model. */
export interface ChunkSettings {
  /** Of a chunk's own text at most, what it repeats of the one before not counted. */
  readonly size: number;
  /** What a chunk repeats of the end of the one before, at most. */
  readonly overlap: number;
  /** Of all that is sent for a chunk: what the model takes. */
  readonly limit: number;
}

/** A part of a document as it is embedded, found and shown. */
export interface Chunk {
  readonly text: string;
  /** Where its text lies in the document's text, UTF-16 code units; `own` is where what it repeats ends. */
  readonly start: number;
  readonly own: number;
  readonly end: number;
  /** Of the document's text, from 1. */
  readonly line: number;
  /** From 1; null where the document has none. */
  readonly page: number | null;
  /** From the highest to the nearest. */
  readonly headings: readonly string[];
  /** Of {@link embeddedText}. */
  readonly tokens: number;
}

/** Raised when the same text would be cut in another way: what was cut so is then made again. */
export const chunkerVersion = 3;

/** What is embedded of a chunk: its headings say what it is about. */
export function embeddedText({ headings, text }: Pick<Chunk, "headings" | "text">): string {
  return headings.length === 0 ? text : `${headings.join(" > ")}\n${text}`;
}

/**
 * Cuts a text into chunks, by its structure. Every character that is no blank is in the own part of exactly one of
 * them. Special tokens that are written in a text are only text, as `count` sees to.
 */
export function chunkText(source: StructuredText, settings: ChunkSettings, count: CountTokens): Chunk[] {
  const { size, limit } = settings;
  const places = new Places(source);
  const chunks: Chunk[] = [];
  const cut = (pieces: readonly Piece[], most: number) => {
    for (const piece of pieces) {
      const chunk = chunkOf(source.text, piece, places, settings, count);
      if (chunk === undefined) continue;
      if (chunk.tokens <= limit) chunks.push(chunk);
      else {
        // Counted together its parts are more than by themselves, which is rare.
        const half = Math.max(1, Math.floor(most / 2));
        const inner = { text: source.text.slice(piece.start, piece.end), marks: [] };
        const shifted = splitText(inner, half, count).map((one) => ({
          start: one.start + piece.start,
          end: one.end + piece.start,
          strength: one.strength,
        }));
        if (shifted.length < 2) throw new Error(`a chunk of ${chunk.tokens} tokens cannot be cut`);
        cut(shifted, half);
      }
    }
  };
  cut(splitText(source, size, count), size);
  return chunks;
}

function chunkOf(
  text: string,
  { start, end, strength }: Piece,
  places: Places,
  { overlap, limit }: ChunkSettings,
  count: CountTokens,
): Chunk | undefined {
  const whole = text.slice(start, end);
  const own = start + (whole.length - whole.trimStart().length);
  const last = end - (whole.length - whole.trimEnd().length);
  if (own >= last) return undefined;
  const { line, page, headings } = places.at(own);
  const made = (from: number, path: readonly string[]) => {
    const body = { text: text.slice(from, last), headings: path };
    return { ...body, start: from, own, end: last, line, page, tokens: count(embeddedText(body)) };
  };
  const from = strength > strengths.page ? own : overlapStart(text, own, overlap, count);
  const chunk = made(from, headings);
  if (chunk.tokens <= limit) return chunk;
  const alone = made(own, headings);
  return alone.tokens <= limit ? alone : made(own, []);
}

/** Where the whole sentences, or else words, of at most `overlap` tokens before `own` begin. */
function overlapStart(text: string, own: number, overlap: number, count: CountTokens): number {
  if (overlap <= 0 || own === 0) return own;
  // A token is seldom longer than eight characters.
  const earliest = Math.max(0, own - overlap * 8);
  const before = text.slice(earliest, own);
  for (const pattern of [/[.!?…。！？]["'»”’)\]]*\s+|\n+\s*/gu, /\s+/gu]) {
    let tokens = 0;
    let start = before.length;
    for (const match of [...before.matchAll(pattern)].reverse()) {
      const at = match.index + match[0].length;
      tokens += count(before.slice(at, start));
      if (tokens > overlap) break;
      start = at;
    }
    if (before.slice(start).trim() !== "") return earliest + start;
  }
  return own;
}

/** Line, page and headings of a place; asked in ascending order, or starts anew. */
class Places {
  #at = 0;
  #line = 1;
  #mark = 0;
  #page: number | null = null;
  #path: { readonly level: number; readonly title: string }[] = [];

  constructor(private readonly source: StructuredText) {}

  at(place: number): { line: number; page: number | null; headings: string[] } {
    const { text, marks } = this.source;
    if (place < this.#at) {
      this.#at = this.#mark = 0;
      this.#line = 1;
      this.#page = null;
      this.#path = [];
    }
    for (let end = text.indexOf("\n", this.#at); end >= 0 && end < place; end = text.indexOf("\n", end + 1)) {
      this.#line++;
    }
    this.#at = place;
    for (let mark = marks[this.#mark]; mark && mark.at <= place; mark = marks[++this.#mark]) {
      if ("page" in mark) this.#page = mark.page;
      else if ("heading" in mark) {
        const { heading } = mark;
        this.#path = [...this.#path.filter(({ level }) => level < heading.level), heading];
      }
    }
    return { line: this.#line, page: this.#page, headings: this.#path.slice(0, 6).map(({ title }) => title) };
  }
}

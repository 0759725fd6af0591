import type { Database } from "bun:sqlite";
import type { DocumentQuestion, FoundChunk } from "../../documents.ts";
import { mergeRanks } from "../../merge-ranks.ts";
import { Sketcher } from "./sketch.ts";
import { Sketches } from "./sketches.ts";
import { matchesOf } from "./words.ts";

/** So many of the most promising are compared by their vectors; more where only a part of them is wanted. */
const candidates = { usual: 4000, filtered: 8000 } as const;
/** Of each list so many are merged. */
const merged = 100;
/** Where so few chunks are in the wanted documents, they are all compared: the most promising may lie elsewhere. */
const fewWanted = 8000;
/** So many chunks with the words are looked at for those that are wanted: all that are ever found, where only a part is. */
const mostFound = { usual: 1000, filtered: 20_000 } as const;
/** Vectors read at once by the exact scan. */
const scanPage = 2000;

interface VectorValue {
  readonly id: number;
  readonly value: Uint8Array;
}

interface ChunkFields {
  readonly id: number;
  readonly vector: number;
  readonly ordinal: number;
  readonly text: string;
  readonly headings: string;
  readonly start: number;
  readonly own: number;
  readonly end: number;
  readonly line: number;
  readonly page: number | null;
  readonly tokens: number;
  readonly path: string;
  readonly format: string;
  readonly title: string;
}

/** Finds chunks by vectors and by words. Only what belongs to a receipt is found. */
export class ChunkSearch {
  readonly #sketches: Sketches;

  constructor(
    private readonly db: Database,
    private readonly space: number,
    table: string,
    dimensions: number,
  ) {
    this.#sketches = new Sketches(db, table, new Sketcher(dimensions));
  }

  find(question: DocumentQuestion): FoundChunk[] {
    const cosines = this.#byVector(question);
    const words = this.#byWords(question);
    const places = mergeRanks([...cosines.keys()], words).slice(0, question.limit);
    const rows = this.#chunks(places.map(({ id }) => id));
    return places.flatMap(({ id, first, second, score }) => {
      const row = rows.get(id);
      if (!row) return [];
      const { id: _, vector, headings, ...rest } = row;
      const cosine = cosines.get(id) ?? this.#cosine(vector, question.vector);
      const path = JSON.parse(headings) as string[];
      return [{ ...rest, headings: path, cosine, vectorRank: first, textRank: second, score }];
    });
  }

  /** Cosines by chunk, best first. */
  #byVector(question: DocumentQuestion): Map<number, number> {
    const alike = question.exact
      ? this.#scan(question.vector)
      : (this.#few(question) ??
        this.#promising(question.vector, isFiltered(question) ? candidates.filtered : candidates.usual));
    const most = Math.max(merged, question.limit);
    const found = new Map<number, number>();
    for (let at = 0; at < alike.length && found.size < most; at += most) {
      const some = alike.slice(at, at + most);
      const chunks = this.#live(
        some.map(({ id }) => id),
        question,
      );
      for (const { id, cosine } of some) {
        for (const chunk of chunks.get(id) ?? []) found.set(chunk, cosine);
      }
    }
    return new Map([...found].slice(0, most));
  }

  /** By sketches first, then by the vectors themselves. */
  #promising(vector: Float32Array, count: number): { id: number; cosine: number }[] {
    return this.#compared(this.#sketches.nearest(vector, count), vector);
  }

  /** All vectors of the documents that are wanted; undefined where these are not told, or have many. */
  #few(question: DocumentQuestion): { id: number; cosine: number }[] | undefined {
    if (!isFiltered(question)) return undefined;
    const { within, format } = question;
    // Paths that begin so lie between these two.
    const [from, to] = within ? [within, `${within}0`] : ["", "\u{10ffff}"];
    const rows = this.db
      .query<{ vector: number }, [string | null, string | null, number, string, string]>(
        `SELECT chunk.vector FROM document CROSS JOIN chunk ON chunk.generation = document.generation
         WHERE document.space = ?3 AND document.path >= ?4 AND document.path < ?5 AND ${wanted(1, 2)}
         LIMIT ${fewWanted + 1}`,
      )
      .all(within ?? null, format ?? null, this.space, from, to);
    if (rows.length > fewWanted) return undefined;
    return this.#compared([...new Set(rows.map((row) => row.vector))], question.vector);
  }

  #compared(vectors: number[], vector: Float32Array): { id: number; cosine: number }[] {
    // In the order in which they lie in the file: that halves the time it takes to read them.
    const ids = vectors.sort((left, right) => left - right);
    const rows = this.db
      .query<VectorValue, [string]>(
        `SELECT vector.id, vector.value FROM json_each(?1) AS alike CROSS JOIN vector ON vector.id = alike.value`,
      )
      .all(JSON.stringify(ids));
    return ranked(rows, vector);
  }

  #scan(vector: Float32Array): { id: number; cosine: number }[] {
    const page = this.db.query<VectorValue, [number, number, number]>(
      "SELECT id, value FROM vector WHERE space = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
    );
    let best: { id: number; cosine: number }[] = [];
    for (let after = 0; ; ) {
      const rows = page.all(this.space, after, scanPage);
      best = [...best, ...ranked(rows, vector)]
        .sort((left, right) => right.cosine - left.cosine)
        .slice(0, candidates.filtered);
      const last = rows.at(-1);
      if (!last || rows.length < scanPage) return best;
      after = last.id;
    }
  }

  /** The chunks that have these vectors, those of receipts that are asked for. */
  #live(vectors: readonly number[], { within, format }: DocumentQuestion): Map<number, number[]> {
    const rows = this.db
      .query<{ id: number; vector: number }, [string, string | null, string | null]>(
        `SELECT chunk.id, chunk.vector FROM json_each(?1) AS wanted
         CROSS JOIN chunk ON chunk.vector = wanted.value
         CROSS JOIN document ON document.generation = chunk.generation
         WHERE ${wanted(2, 3)}
         ORDER BY chunk.id`,
      )
      .all(JSON.stringify(vectors), within ?? null, format ?? null);
    return grouped(rows);
  }

  /** Chunks with the question's words, best first. */
  #byWords(question: DocumentQuestion): number[] {
    const { text, within, format } = question;
    const match = matchesOf(this.db, text);
    if (match === undefined) return [];
    const found = this.db
      .query<{ id: number }, [string, number]>(
        "SELECT rowid AS id FROM chunk_words WHERE chunk_words MATCH ?1 ORDER BY rank LIMIT ?2",
      )
      .all(match, isFiltered(question) ? mostFound.filtered : mostFound.usual)
      .map(({ id }) => id);
    const live: number[] = [];
    for (let at = 0; at < found.length && live.length < merged; at += merged) {
      live.push(...this.#liveOf(found.slice(at, at + merged), within, format));
    }
    return live.slice(0, merged);
  }

  /** Of these chunks those of receipts that are asked for, in the same order. */
  #liveOf(ids: readonly number[], within: string | undefined, format: string | undefined): number[] {
    return this.db
      .query<{ id: number }, [string, number, string | null, string | null]>(
        `SELECT chunk.id FROM json_each(?1) AS words
         CROSS JOIN chunk ON chunk.id = words.value
         CROSS JOIN document ON document.generation = chunk.generation AND document.space = ?2
         WHERE ${wanted(3, 4)}
         ORDER BY words.key`,
      )
      .all(JSON.stringify(ids), this.space, within ?? null, format ?? null)
      .map(({ id }) => id);
  }

  #chunks(ids: readonly number[]): Map<number, ChunkFields> {
    const rows = this.db
      .query<ChunkFields, [string]>(
        `SELECT chunk.id, chunk.vector, chunk.ordinal, chunk.text, chunk.headings, chunk.start, chunk.own, chunk."end",
           chunk.line, chunk.page, chunk.tokens, document.path, document.format, document.title
         FROM json_each(?1) AS wanted
         CROSS JOIN chunk ON chunk.id = wanted.value
         CROSS JOIN document ON document.generation = chunk.generation`,
      )
      .all(JSON.stringify(ids));
    return new Map(rows.map((row) => [row.id, row]));
  }

  #cosine(id: number, vector: Float32Array): number | null {
    const row = this.db.query<VectorValue, [number]>("SELECT id, value FROM vector WHERE id = ?1").get(id);
    return row ? dot(row.value, vector) : null;
  }
}

function isFiltered({ within, format }: DocumentQuestion): boolean {
  return within !== undefined || format !== undefined;
}

/** Documents of a path, or under it, and of a format, as SQL; the numbers of the two parameters, either of which may be null. */
function wanted(within: number, format: number): string {
  return `(?${within} IS NULL OR document.path = ?${within}
      OR substr(document.path, 1, length(?${within}) + 1) = ?${within} || '/')
    AND (?${format} IS NULL OR document.format = ?${format})`;
}

function grouped(rows: readonly { id: number; vector: number }[]): Map<number, number[]> {
  const chunks = new Map<number, number[]>();
  for (const { id, vector } of rows) chunks.set(vector, [...(chunks.get(vector) ?? []), id]);
  return chunks;
}

function ranked(rows: readonly VectorValue[], vector: Float32Array): { id: number; cosine: number }[] {
  return rows
    .map(({ id, value }) => ({ id, cosine: dot(value, vector) }))
    .sort((left, right) => right.cosine - left.cosine || left.id - right.id);
}

function dot(value: Uint8Array, vector: Float32Array): number {
  // SQLite's own memory begins anywhere.
  const aligned = value.byteOffset % 4 === 0 ? value : value.slice();
  const other = new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
  let sum = 0;
  for (let index = 0; index < other.length; index++) sum += (other[index] ?? 0) * (vector[index] ?? 0);
  return sum;
}

import type { DocumentQuestion, FoundChunk } from "../../documents.ts";
import { mergeRanks } from "../../merge-ranks.ts";
import type { Postgres } from "../connection.ts";
import type { VectorKind } from "../vector-kind.ts";

/** Of each list so many are merged. */
const merged = 100;
/** So many of the nearest vectors are looked at; the graph is searched as wide. */
const nearest = 400;
/** Chunks with the words that are weighed. */
const weighed = 5000;
/** More words than a person asks with are a text; the first ones will do. */
const mostWords = 32;

/** What a search needs to know of its space. */
export interface SearchedSpace {
  readonly schema: string;
  readonly id: number;
  readonly dimensions: number;
  readonly vectors: string;
  readonly kind: VectorKind;
}

interface FoundRow {
  readonly id: number;
  readonly distance: number | null;
}

interface ChunkFields extends Omit<FoundChunk, "headings" | "cosine" | "textRank" | "vectorRank" | "score"> {
  readonly id: number;
  readonly headings: string;
  readonly distance: number;
}

/** Finds chunks by vectors and by words. Only what belongs to a receipt is found. */
export async function findChunks(
  postgres: Postgres,
  space: SearchedSpace,
  question: DocumentQuestion,
): Promise<FoundChunk[]> {
  const [near, worded] = [
    await byVector(postgres, space, question),
    await byWords(postgres, space, question),
  ];
  const places = mergeRanks(near, worded).slice(0, question.limit);
  const { schema, vectors, kind, dimensions } = space;
  const rows = await postgres.query<ChunkFields>(
    `SELECT chunk.id, chunk.ordinal, chunk.text, chunk.headings, chunk.start, chunk.own, chunk."end", chunk.line,
       chunk.page, chunk.tokens, document.path, document.format, document.title,
       ${kind.distance("vector.value", "$2::text", dimensions)} AS distance
     FROM ${schema}.chunk JOIN ${schema}.document ON document.generation = chunk.generation
     JOIN ${vectors} AS vector ON vector.hash = chunk.hash
     WHERE chunk.id IN (SELECT value::integer FROM jsonb_array_elements_text($1::text::jsonb))`,
    [JSON.stringify(places.map(({ id }) => id)), kind.write(question.vector)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return places.flatMap(({ id, first, second, score }) => {
    const row = byId.get(id);
    if (!row) return [];
    const { id: _, headings, distance, ...rest } = row;
    const path = JSON.parse(headings) as string[];
    return [{ ...rest, headings: path, cosine: 1 - distance, vectorRank: first, textRank: second, score }];
  });
}

const filters = `($FORMAT::text IS NULL OR document.format = $FORMAT)
  AND ($WITHIN::text IS NULL OR document.path = $WITHIN OR starts_with(document.path, $WITHIN || '/'))`;

function filtered(format: number, within: number): string {
  return filters.replaceAll("$FORMAT", `$${format}`).replaceAll("$WITHIN", `$${within}`);
}

async function byVector(
  postgres: Postgres,
  { schema, id, vectors, kind, dimensions }: SearchedSpace,
  { vector, within, format, limit, exact }: DocumentQuestion,
): Promise<number[]> {
  const wanted = Math.max(merged, limit);
  const distance = kind.distance("vector.value", "$1::text", dimensions);
  const isFiltered = within !== undefined || format !== undefined;
  const near =
    isFiltered || exact
      ? `SELECT chunk.id, ${distance} AS distance FROM ${schema}.document
         JOIN ${schema}.chunk ON chunk.generation = document.generation
         JOIN ${vectors} AS vector ON vector.hash = chunk.hash
         WHERE document.space = ${id} AND ${filtered(2, 3)}`
      : `WITH near AS MATERIALIZED (
           SELECT vector.hash, ${distance} AS distance FROM ${vectors} AS vector
           ORDER BY ${distance} LIMIT ${nearest})
         SELECT chunk.id, near.distance FROM near
         JOIN ${schema}.chunk ON chunk.space = ${id} AND chunk.hash = near.hash
         JOIN ${schema}.document ON document.generation = chunk.generation
         WHERE ${filtered(2, 3)}`;
  const rows = await postgres.transaction(async (statements) => {
    if (kind.name === "pgvector") await statements.query(`SET LOCAL hnsw.ef_search = ${nearest}`);
    return statements.query<FoundRow>(
      `SELECT * FROM (${near}) AS found ORDER BY distance, id LIMIT ${wanted}`,
      [kind.write(vector), format ?? null, within ?? null],
    );
  });
  return rows.map((row) => row.id);
}

async function byWords(
  postgres: Postgres,
  { schema, id }: SearchedSpace,
  { text, within, format }: DocumentQuestion,
): Promise<number[]> {
  const words = [...new Set(foldedWords(text))].slice(0, mostWords);
  if (words.length === 0) return [];
  const rows = await postgres.query<FoundRow>(
    `SELECT id FROM (
       SELECT chunk.id, ts_rank_cd(chunk.words, asked.words, 1) AS rank
       FROM to_tsquery('simple', $1) AS asked (words)
       JOIN ${schema}.chunk ON chunk.words @@ asked.words AND chunk.space = ${id}
       JOIN ${schema}.document ON document.generation = chunk.generation
       WHERE ${filtered(2, 3)} LIMIT ${weighed}) AS found
     ORDER BY rank DESC, id LIMIT ${merged}`,
    [words.join(" | "), format ?? null, within ?? null],
  );
  return rows.map((row) => row.id);
}

/** Words without case and accents, as they are kept. */
export function foldedWords(text: string): string[] {
  const words =
    text
      .normalize("NFKD")
      .replace(/\p{M}+/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  // Longer ones the server refuses.
  return words.map((word) => word.slice(0, 200));
}

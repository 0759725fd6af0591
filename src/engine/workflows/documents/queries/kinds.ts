import { z } from "zod";
import type { QueryKind } from "../../../queries/query.ts";

const question = z.object({
  text: z.string(),
  limit: z.int().min(1).max(1000),
  /** Only the document of this absolute path, or those of this folder. */
  within: z.string().optional(),
  format: z.string().optional(),
  /** Searches the vectors of that model; those that were chosen last where left out. */
  model: z.string().optional(),
});

/** A passage that answers. */
export interface Passage {
  readonly path: string;
  readonly format: string;
  readonly title: string;
  readonly headings: readonly string[];
  /** From 1; null where the document has none. */
  readonly page: number | null;
  readonly line: number;
  /** In the document's text, UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Of both lists merged: only its order says something. */
  readonly score: number;
  readonly cosine: number | null;
  readonly vectorRank: number | null;
  readonly textRank: number | null;
}

const passage: z.ZodType<Passage> = z.object({
  path: z.string(),
  format: z.string(),
  title: z.string(),
  headings: z.array(z.string()),
  page: z.number().nullable(),
  line: z.number(),
  start: z.number(),
  end: z.number(),
  text: z.string(),
  score: z.number(),
  cosine: z.number().nullable(),
  vectorRank: z.number().nullable(),
  textRank: z.number().nullable(),
});

/** Passages by vectors and words together, best first. */
export const documentsSearch: QueryKind<z.infer<typeof question>, Passage> = {
  name: "documents.search",
  input: question,
  row: passage,
};

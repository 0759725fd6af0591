import { z } from "zod";
import type { Candidate, Reason } from "../../stores/ledger.ts";
import type { QueryKind } from "./query.ts";

/** Something that a question could be answered with, though nobody suggested it. */
export interface Found {
  readonly candidate: Candidate;
  /** What tells it apart from others of the same label: a file's name. */
  readonly detail: string;
}

const reason: z.ZodType<Reason> = z.object({
  code: z.string(),
  speaks: z.enum(["for", "against", "info"]),
  data: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
}) as z.ZodType<Reason>;

const candidate: z.ZodType<Candidate> = z.object({
  id: z.string(),
  label: z.string(),
  score: z.number(),
  probability: z.number().nullable(),
  reasons: z.array(reason),
  target: z.string(),
  preview: z.string().optional(),
  data: z.json().optional(),
}) as z.ZodType<Candidate>;

const found: z.ZodType<Found> = z.object({ candidate, detail: z.string() });

const search = z.object({ text: z.string(), limit: z.int().min(1) });
const naming = z.object({ id: z.string() });

/** Candidates by what a person types, best first. The review asks it with every key. */
export type CandidateSearch = QueryKind<z.infer<typeof search>, Found>;

/** The candidate that a text names: its id, or another name that is its alone. No row: nothing is called so. */
export type CandidateByName = QueryKind<z.infer<typeof naming>, Found>;

export function candidateSearch(name: string): CandidateSearch {
  return { name, input: search, row: found };
}

export function candidateByName(name: string): CandidateByName {
  return { name, input: naming, row: found };
}

import { z } from "zod";
import { type ErrorCode, errorCatalogue } from "../errors/catalogue.ts";

/** What a confined child is asked, in a frame's header; the frame's payload is the parser's. */
export const requestSchema = z.object({
  parser: z.string(),
  /** The parser's own. */
  task: z.unknown(),
  outputBytes: z.number().int().positive(),
});
export type ConfinedRequest = z.infer<typeof requestSchema>;

/** A code of the catalogue, from a process that is not trusted to know it. */
const code = z.custom<ErrorCode>(
  (value) => typeof value === "string" && Object.hasOwn(errorCatalogue, value),
);

/** What it answers. With `leaves` it ends after this answer: it is spent. */
export const responseSchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), leaves: z.boolean() }),
  z.object({
    ok: z.literal(false),
    leaves: z.boolean(),
    code,
    data: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
]);
export type ConfinedResponse = z.infer<typeof responseSchema>;

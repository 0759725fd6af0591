import { z } from "zod";

/** Counts up in a front end; its answers carry it. */
const id = z.int();

/** What a front end sends. */
export const requestSchema = z.discriminatedUnion("op", [
  z.object({ op: z.literal("ask"), id, query: z.string(), input: z.unknown() }),
  /** Nobody waits for it any more. */
  z.object({ op: z.literal("cancel"), id }),
]);
export type Request = z.infer<typeof requestSchema>;

/** What comes back for each `ask`: any number of rows, then one `end` or `error`, also after a `cancel`. */
export const responseSchema = z.discriminatedUnion("op", [
  z.object({ op: z.literal("row"), id, row: z.unknown() }),
  z.object({ op: z.literal("end"), id }),
  z.object({
    op: z.literal("error"),
    id,
    code: z.string(),
    data: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
]);
export type Response = z.infer<typeof responseSchema>;

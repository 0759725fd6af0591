import { z } from "zod";

/**
 * The shapes that scripts read from standard output. Fields are added, never renamed. What makes them lives in the
 * engine, with types of its own: these schemas are the promise that it is held to.
 */

const count = z.int().min(0);
const failure = { stage: z.string(), code: z.string(), message: z.string(), hint: z.string() };

/** The one document that `--json` prints of a run. */
export const runDocument = z.strictObject({
  v: z.literal(1),
  run: z.string(),
  workflow: z.string(),
  /** The first four of a run that ended, the rest of one that lives. */
  status: z.enum([
    "completed",
    "partial",
    "failed",
    "cancelled",
    "running",
    "paused",
    "waiting",
    "interrupted",
  ]),
  /** `total` also counts the items that are not finished. */
  counts: z.strictObject({ total: count, done: count, skipped: count, failed: count, review: count }),
  /** Time at work. */
  seconds: z.number().min(0),
  cost: z.strictObject({ usd: z.number().min(0), requests: count, tokensIn: count, tokensOut: count }),
  /** The first hundred, after the one that stopped the run, if any; `runs export` holds them all. */
  failures: z.array(z.strictObject({ item: z.string(), ...failure })).max(101),
  /** What an undo left in force, the first hundred: somebody else had changed it since. */
  refused: z.array(z.strictObject({ item: z.string(), ...failure })).max(100),
  /** Why items were skipped, as codes, each once; `runs export` says it of each item. */
  skipReasons: z.array(z.string()),
  /** What it does at this instant: the limits of the services that it asks, and what each hand works on. */
  present: z
    .strictObject({
      limits: z.array(
        z.strictObject({
          pool: z.string(),
          /** What may be used in a minute; null: not known. */
          requestsLimit: z.number().nullable(),
          tokensLimit: z.number().nullable(),
          /** Sent in the last minute. */
          requests: count,
          tokens: count,
          waiting: count,
          heldBy: z.enum(["nothing", "requests", "tokens", "service"]),
          /** A date, milliseconds since 1970, while the service asked for a pause. */
          heldUntil: z.number().nullable(),
        }),
      ),
      hands: z.array(
        z.strictObject({
          worker: count,
          hand: count,
          stage: z.string(),
          item: z.string(),
          /** Further items of the same batch. */
          more: count,
        }),
      ),
    })
    .optional(),
  /** The workflow's own account. */
  detail: z.json(),
});

/** What a query prints. */
export const queryDocument = z.strictObject({
  v: z.literal(1),
  workflow: z.string(),
  results: z.array(z.json()),
  seconds: z.number().min(0),
});

/** One line of `--ndjson`; an event's own fields stand beside these. */
export const eventLineShape = z.looseObject({
  v: z.literal(1),
  seq: count,
  ts: z.iso.datetime({ precision: 3 }),
  run: z.string(),
  type: z.string(),
});

/** One line of `lote runs export`. */
export const exportLineShape = z.strictObject({
  /** The stable key: the file's path, the name, the sku or row number. */
  item: z.string(),
  parent: z.string().optional(),
  state: z.enum(["pending", "leased", "waiting", "review", "done", "skipped", "failed"]),
  questions: z.array(
    z.strictObject({
      id: z.string(),
      recommendation: z.enum(["none", "low", "medium", "strong"]),
      /** Best first. */
      candidates: z.array(
        z.strictObject({
          id: z.string(),
          label: z.string(),
          score: z.number(),
          /** Null where nothing is calibrated. */
          probability: z.number().min(0).max(1).nullable(),
          reasons: z.array(z.json()),
        }),
      ),
      /** `choice` is a candidate's id; null for "none of these". */
      decision: z
        .strictObject({ by: z.string(), choice: z.string().nullable(), applied: z.boolean() })
        .nullable(),
    }),
  ),
  /** The workflow's own. */
  result: z.json(),
  failure: z.strictObject(failure).nullable(),
});

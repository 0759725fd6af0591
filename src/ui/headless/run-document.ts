import { z } from "zod";

/** What `status` may be: the first four of a run that ended, the rest of one that lives. */
export const runStatus = z.enum([
  "completed",
  "partial",
  "failed",
  "cancelled",
  "running",
  "paused",
  "waiting",
  "interrupted",
]);
export type RunStatus = z.infer<typeof runStatus>;

const count = z.int().min(0);

/** Items of a run by where they stand. `total` also counts those that are not finished. */
export const runCounts = z.strictObject({
  total: count,
  done: count,
  skipped: count,
  failed: count,
  review: count,
});
export type RunCounts = z.infer<typeof runCounts>;

export const failureDocument = z.strictObject({
  item: z.string(),
  stage: z.string(),
  code: z.string(),
  message: z.string(),
  hint: z.string(),
});
export type FailureDocument = z.infer<typeof failureDocument>;

/** At most so many failures are in the document; `runs export` holds them all. */
export const maxFailures = 100;

/** The one document that `--json` prints of a run. Scripts read it: fields are added, never renamed. */
export const runDocument = z.strictObject({
  v: z.literal(1),
  run: z.string(),
  workflow: z.string(),
  status: runStatus,
  counts: runCounts,
  seconds: z.number().min(0),
  cost: z.strictObject({ usd: z.number().min(0), requests: count, tokensIn: count, tokensOut: count }),
  failures: z.array(failureDocument).max(maxFailures),
  /** The workflow's own account. */
  detail: z.record(z.string(), z.json()),
});
export type RunDocument = z.infer<typeof runDocument>;

/** What a query prints. */
export const queryDocument = z.strictObject({
  v: z.literal(1),
  workflow: z.string(),
  results: z.array(z.json()),
  seconds: z.number().min(0),
});
export type QueryDocument = z.infer<typeof queryDocument>;

/**
 * The status of a run that went to its end. Skipped items are neither success nor failure: where everything that
 * was tried failed, nothing worked.
 */
export function endedStatus({ done, review, failed }: RunCounts): "completed" | "partial" | "failed" {
  if (failed === 0) return "completed";
  return done + review > 0 ? "partial" : "failed";
}

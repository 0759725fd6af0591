import type { Failure, Outcome } from "../../stores/ledger.ts";
import type { ErrorCode } from "../errors/catalogue.ts";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import { debug, originOf } from "../processes/debug-log.ts";
import { backOffMs, maxAttempts } from "./retry.ts";

/** What the steps after a workflow's own stages are called. */
export const settleNames = { apply: "apply", undo: "undo" } as const;

/** What the ledger keeps of an error: stage, code and data; the words are made when it is shown. */
export function toFailure(error: unknown, stage: string): Failure {
  const known = toLoteError(error);
  const { code, data } = known;
  if (code === "bug") debug("unexpected", { stage, ...originOf(known.cause ?? known) });
  return { stage, code, data };
}

/** Transient causes are tried again later, up to {@link maxAttempts}; permanent ones fail the item at once. */
export function failedOutcome(
  error: unknown,
  stage: string,
  item: { readonly attempts: number },
  now: number,
): Extract<Outcome, { to: "failed" | "retry" }> {
  const known = toLoteError(error);
  const failure = toFailure(known, stage);
  if (known.retry === "permanent" || item.attempts + 1 >= maxAttempts) return { to: "failed", failure };
  return { to: "retry", failure, dueAt: now + backOffMs(item.attempts, known.retryAfterMs) };
}

/** Somebody else changed what an effect was about to change, or had changed; or what it replaced is not kept. */
const changedCodes: ReadonlySet<ErrorCode> = new Set([
  "target-changed",
  "not-kept",
  "file-changed",
  "file-gone",
]);

/**
 * Does the error say that an effect's target is no longer as it was? Then a planned effect is not performed, and one
 * in force is not taken back; trying again would not help.
 */
export function isTargetChanged(error: unknown): error is LoteError {
  return error instanceof LoteError && changedCodes.has(error.code);
}

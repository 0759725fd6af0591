import type { Failure, Outcome } from "../../stores/ledger.ts";
import { toLoteError } from "../errors/lote-error.ts";
import { backOffMs, maxAttempts } from "./retry.ts";

/** What the ledger keeps of an error: stage, code and data; the words are made when it is shown. */
export function toFailure(error: unknown, stage: string): Failure {
  const { code, data } = toLoteError(error);
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

import retry from "retry";

/** How often a stage is tried in all before its item fails. */
export const maxAttempts = 5;

/**
 * When to try again, in milliseconds from now: exponential with jitter, never before the service said.
 *
 * @param attempts how often it was tried, this time not counted
 */
export function backOffMs(attempts: number, retryAfterMs = 0): number {
  const own = retry.createTimeout(attempts, {
    minTimeout: 500,
    maxTimeout: 60_000,
    factor: 2,
    randomize: true,
  });
  return Math.max(own, retryAfterMs);
}

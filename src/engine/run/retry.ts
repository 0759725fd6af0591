import retry from "retry";

/** How often a stage is tried in all before its item fails. */
export const maxAttempts = 5;

/** What a service asks for beyond this is not believed, in milliseconds. */
const longestWaitMs = 24 * 3600 * 1000;

/**
 * When to try again, in whole milliseconds from now: exponential with jitter, never before the service said.
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
  const asked = Number.isNaN(retryAfterMs) ? 0 : Math.min(Math.ceil(retryAfterMs), longestWaitMs);
  return Math.max(own, asked);
}

/** What a service allows in a minute; null where nothing is known of a limit. */
export interface MinuteLimits {
  readonly requests: number | null;
  readonly tokens: number | null;
}

/** When all that was let through so far will have been earned; milliseconds. */
export interface Earned {
  readonly requestsAt: number;
  readonly tokensAt: number;
}

/** A slice of what is allowed. */
export interface Slice {
  /** When each of the first requests may be sent, in order. */
  readonly times: readonly number[];
  readonly earned: Earned;
  /** When the next one could be given a time, where not all were. */
  readonly againAt: number | null;
}

/**
 * What may be saved up while nothing is asked, milliseconds of the steady rate. A bucket of a whole minute lets twice
 * the limit through in one: the rest of the old minute and all of the new.
 */
export const burstMs = 500;

/** Times are given out so far ahead: who dies with them has wasted little. */
export const aheadMs = 250;

const minuteMs = 60_000;

/**
 * Gives times to as many requests as fit into the near future, by the generic cell rate algorithm (ITU-T I.371) on
 * requests and tokens at once. Steady rate and burst together stay within the limit in every 60 seconds, wherever
 * they begin.
 *
 * @param wants the tokens of each request, in order
 */
export function slice(earned: Earned, wants: readonly number[], limits: MinuteLimits, now: number): Slice {
  let { requestsAt, tokensAt } = earned;
  const times: number[] = [];
  for (const tokens of wants) {
    const forRequest = costMs(1, limits.requests);
    const forTokens = costMs(tokens, limits.tokens);
    const at = Math.max(now, readyAt(requestsAt, forRequest), readyAt(tokensAt, forTokens));
    if (at > now + aheadMs) return { times, earned: { requestsAt, tokensAt }, againAt: at - aheadMs };
    requestsAt = Math.max(requestsAt, at) + forRequest;
    tokensAt = Math.max(tokensAt, at) + forTokens;
    times.push(at);
  }
  return { times, earned: { requestsAt, tokensAt }, againAt: null };
}

/** Which limit keeps a request of so many tokens from being sent now; null: none does. */
export function binding(
  { requestsAt, tokensAt }: Earned,
  tokens: number,
  limits: MinuteLimits,
  now: number,
): "requests" | "tokens" | null {
  const forRequest = readyAt(requestsAt, costMs(1, limits.requests));
  const forTokens = readyAt(tokensAt, costMs(tokens, limits.tokens));
  if (Math.max(forRequest, forTokens) <= now) return null;
  return forTokens > forRequest ? "tokens" : "requests";
}

/** How long it takes to earn so much; 0 where there is no limit. */
function costMs(amount: number, perMinute: number | null): number {
  if (perMinute === null) return 0;
  return (amount / perMinute) * (minuteMs + burstMs);
}

/** The burst holds what is asked for as well, as far as it fits; what is heavier waits until nothing is owed. */
function readyAt(earnedAt: number, cost: number): number {
  return earnedAt - burstMs + Math.min(cost, burstMs);
}

import type { MinuteLimits } from "./schedule.ts";

/** What a service says of one limit in the header of an answer. */
export interface ToldLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Until nothing is used of it any more, milliseconds. */
  readonly resetMs: number;
}

/** What an answer's header says of both limits; null where it says nothing. */
export interface ToldLimits {
  readonly requests: ToldLimit | null;
  readonly tokens: ToldLimit | null;
}

type HeaderOf = (name: string) => string | null | undefined;

/** Reads `x-ratelimit-limit-*`, `-remaining-*` and `-reset-*`. */
export function readRateHeaders(header: HeaderOf): ToldLimits {
  return { requests: told(header, "requests"), tokens: told(header, "tokens") };
}

function told(header: HeaderOf, what: keyof MinuteLimits): ToldLimit | null {
  const limit = count(header(`x-ratelimit-limit-${what}`));
  const remaining = count(header(`x-ratelimit-remaining-${what}`));
  if (limit === null || limit === 0) return null;
  const resetMs = durationMs(header(`x-ratelimit-reset-${what}`) ?? "") ?? 0;
  return { limit, remaining: remaining ?? limit, resetMs };
}

function count(text: string | null | undefined): number | null {
  return text && /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration such as `6m0s`, `20ms` or `1h2m3.5s`; a bare number is seconds. Null where it is none. */
export function durationMs(text: string): number | null {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(trimmed)) return null;
  let sum = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    sum += Number(amount) * (unitMs[unit ?? ""] ?? 0);
  return sum;
}

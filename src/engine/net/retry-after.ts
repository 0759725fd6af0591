/**
 * How long a server asks to wait, in milliseconds from `now`: `Retry-After` as seconds or as a date, or
 * `retry-after-ms` as some services send beside it. Undefined where it says nothing, or nothing that makes sense; a
 * moment that has passed is 0. How much of it is believed is the scheduler's to say.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string | undefined>>,
  now: number,
): number | undefined {
  const exact = headers["retry-after-ms"]?.trim();
  if (exact !== undefined && /^\d+(\.\d+)?$/.test(exact)) return Math.ceil(Number(exact));
  const text = headers["retry-after"]?.trim();
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  // A date has letters; "-5" would be read as one in the year -5, or in May.
  const date = /^[A-Za-z]/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

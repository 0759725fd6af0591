import { LoteError } from "../errors/lote-error.ts";
import { shownUrl } from "./shown-url.ts";

/** Refusals that are none: the same request may well succeed later. */
const passing: ReadonlySet<number> = new Set([408, 409, 425]);

/** What an answer that is no success means to the engine. @param waitMs what the server asks to wait for */
export function statusError(status: number, url: URL, waitMs: number | undefined): LoteError {
  const data = { host: url.host, status, url: shownUrl(url) };
  const options = waitMs === undefined ? {} : { retryAfterMs: waitMs };
  if (status === 429) return new LoteError("rate-limited", data, options);
  if (status >= 500 || passing.has(status)) return new LoteError("http-failed", data, options);
  return new LoteError("http-refused", data);
}

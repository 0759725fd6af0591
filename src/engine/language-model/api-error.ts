import { APIConnectionError, APIError, APIUserAbortError } from "openai";
import { LoteError } from "../errors/lote-error.ts";
import { retryAfterMs } from "../net/retry-after.ts";

/** What was asked for, for the words of an error. */
export interface Asked {
  readonly model: string;
  /** The service's host. */
  readonly host: string;
}

/**
 * What a refusal means, by its status and code: each has its own next step. What is not the service's answer (an
 * abort, an error of the network) passes through.
 */
export function apiError(error: unknown, { model, host }: Asked): unknown {
  if (error instanceof APIUserAbortError) return error;
  // The client wraps what its `fetch` threw: the fetcher's own errors say more.
  if (error instanceof APIConnectionError) return error.cause ?? error;
  if (!(error instanceof APIError)) return error;
  const { status, code, message } = error;
  const detail = message.slice(0, 300);
  const data = { model, host, detail };
  if (status === 401) return new LoteError("key-refused", data);
  if (code === "model_not_found" || (status === 404 && /model/i.test(message)))
    return new LoteError("model-gone", { ...data, replacement: "…" });
  if (code === "insufficient_quota" || code === "billing_hard_limit_reached")
    return new LoteError("quota-exceeded", data);
  if (status === 403) {
    return new LoteError(/verif/i.test(message) ? "organisation-unverified" : "key-refused", data);
  }
  if (code === "moderation_blocked" || code === "content_policy_violation") {
    return new LoteError("moderation-refused", data);
  }
  if (status === 429) {
    const wait = retryAfterMs(Object.fromEntries(error.headers ?? []), Date.now());
    return new LoteError(
      "rate-limited",
      { ...data, status, url: host },
      wait === undefined ? {} : { retryAfterMs: wait },
    );
  }
  if (status !== undefined && (status >= 500 || status === 408 || status === 409)) {
    return new LoteError("http-failed", { ...data, status, url: host, ...(isRefusal(error) ? refused : {}) });
  }
  return new LoteError("request-refused", data);
}

/** Marks an error that the service itself told before it did anything. */
const refused = { refused: 1 } as const;

/** The service's own words that it could not: a proxy before it, whose page says nothing, may have let the call through. */
function isRefusal({ status, type, code }: APIError): boolean {
  return (status === 500 || status === 503) && (typeof type === "string" || typeof code === "string");
}

/** Refusals that a service does not charge for. Whatever else ends a call may have been paid. */
const unpaid: ReadonlySet<string> = new Set([
  "key-refused",
  "model-gone",
  "quota-exceeded",
  "organisation-unverified",
  "moderation-refused",
  "request-refused",
  "rate-limited",
  "net-unreachable",
  "net-certificate",
  "address-refused",
  "url-refused",
  "redirect-refused",
]);

/** Did the call surely cost nothing: it was refused, or never sent? */
export function isUnpaid(error: unknown): boolean {
  if (!(error instanceof LoteError)) return false;
  return unpaid.has(error.code) || error.data.refused === refused.refused;
}

import { LoteError } from "../errors/lote-error.ts";
import { checkedUrl } from "./checked-url.ts";
import type { Headers } from "./headers.ts";
import type { Body } from "./send-body.ts";
import { shownUrl } from "./shown-url.ts";

/** What is sent along the way of redirects. */
export interface Sent {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Body | null;
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Headers that say nothing of who asks; all others stay with the origin they were meant for. */
const harmless: ReadonlySet<string> = new Set([
  ...["accept", "accept-encoding", "accept-language", "user-agent", "range"],
  ...["if-range", "if-none-match", "if-modified-since"],
]);

/** Whether a header is the same whoever asks. */
export function isHarmless(name: string): boolean {
  return harmless.has(name);
}

/**
 * The request that a redirect asks for; null where the answer is none.
 *
 * 303 turns anything but HEAD into GET, 301 and 302 a POST; 307 and 308 keep the method. To another origin no
 * credentials go and no body; never from https to http.
 *
 * @throws LoteError `redirect-refused`, `url-refused`
 */
export function redirected(
  sent: Sent,
  answer: { readonly status: number; readonly location: string | undefined },
): Sent | null {
  if (!redirects.has(answer.status) || answer.location === undefined) return null;
  const url = checkedUrl(answer.location, sent.url);
  const refused = (detail: string) =>
    new LoteError("redirect-refused", { host: sent.url.host, target: shownUrl(url), detail });
  if (sent.url.protocol === "https:" && url.protocol === "http:") throw refused("from https to http");
  const { status } = answer;
  const toGet =
    (status === 303 && sent.method !== "HEAD") ||
    ((status === 301 || status === 302) && sent.method === "POST");
  const method = toGet ? "GET" : sent.method;
  const body = toGet ? null : sent.body;
  const foreign = url.origin !== sent.url.origin;
  if (foreign && body !== null) throw refused("what was to be sent was meant for the first one");
  const kept = Object.entries(sent.headers).filter(
    ([name]) => !(foreign && !harmless.has(name)) && !(body === null && name.startsWith("content-")),
  );
  return { url, method, headers: Object.fromEntries(kept), body };
}

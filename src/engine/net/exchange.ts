import type { IncomingMessage } from "node:http";
import { bodyOf } from "./body.ts";
import type { Clocks } from "./deadlines.ts";
import { type Headers, headersOf } from "./headers.ts";
import type { Cacheable, HttpCache, Kept } from "./http-cache.ts";
import { isHarmless, type Sent } from "./redirect.ts";

/** An answer whose header is there and whose body is still to be read. */
export interface OpenAnswer {
  readonly status: number;
  readonly url: URL;
  readonly headers: Headers;
  /** Unpacked, in pieces, no more than allowed. */
  readonly body: AsyncIterable<Uint8Array>;
  /** It was kept, or is what was kept. */
  readonly fromCache: boolean;
  /** Keeps the body that was read, where there is a cache and the answer allows it. */
  keep(body: Uint8Array): Promise<void>;
  /** To be called when done with it, however much was read. */
  close(): void;
}

/** An answer that has begun, and what ends its turn at the host. */
export interface Turn {
  readonly message: IncomingMessage;
  readonly leave: () => void;
}

export interface ExchangeOptions {
  /** Sends the request with these headers. */
  readonly ask: (headers: Headers) => Promise<Turn>;
  readonly cache: HttpCache | undefined;
  /** The server is a configured one. */
  readonly configured: boolean;
  readonly clocks: Clocks;
  readonly maxBytes: number;
}

/** One request and its answer, from the cache where that has it. Redirects are answers like any other. */
export async function exchange(sent: Sent, options: ExchangeOptions): Promise<OpenAnswer> {
  const { ask, cache } = options;
  const cacheable = cacheableOf(sent, options.configured);
  if (!cache || !cacheable) return opened(await ask(sent.headers), sent, options);

  const entry = await cache.find(cacheable);
  if (entry?.fresh) return kept(entry, sent.url);
  const keep = (status: number, headers: Headers) => (body: Uint8Array) =>
    cache.keep(cacheable, { status, headers, body });
  let turn = await ask({ ...sent.headers, ...entry?.conditions });
  if (turn.message.statusCode === 304 && entry) {
    end(turn);
    const refreshed = await cache.refresh(cacheable, headersOf(turn.message.headers));
    if (refreshed) return kept(refreshed, sent.url);
    turn = await ask(sent.headers);
  }
  return opened(turn, sent, options, keep);
}

function opened(
  turn: Turn,
  { url }: Sent,
  { clocks, maxBytes }: ExchangeOptions,
  keep?: (status: number, headers: Headers) => OpenAnswer["keep"],
): OpenAnswer {
  const { message } = turn;
  const status = message.statusCode ?? 0;
  const headers = headersOf(message.headers);
  const { "content-encoding": packed, "content-length": _, ...others } = headers;
  return {
    // Of a body that is unpacked, how it was packed and how long it was then says nothing any more.
    ...{ status, url, headers: packed === undefined ? headers : others, fromCache: false },
    body: bodyOf(message, { url, clocks, maxBytes }),
    keep: keep?.(status, headers) ?? (async () => {}),
    close: () => end(turn),
  };
}

function kept({ status, headers, body }: Kept, url: URL): OpenAnswer {
  return {
    ...{ status, headers, url, fromCache: true },
    body: (async function* () {
      yield body;
    })(),
    keep: async () => {},
    close: () => {},
  };
}

function end({ message, leave }: Turn): void {
  message.destroy();
  leave();
}

/** Answers to those who said who they are, and parts of answers, are not kept. */
function cacheableOf({ url, method, headers, body }: Sent, configured: boolean): Cacheable | null {
  const anyone = Object.keys(headers).every((name) => isHarmless(name) && name !== "range");
  return method === "GET" && body === null && anyone ? { url, headers, configured } : null;
}

import type { ClientOptions } from "openai";
import type { Fetcher } from "../net/fetcher.ts";

type ClientFetch = NonNullable<ClientOptions["fetch"]>;

/** Statuses whose bodies say what is wrong. */
const refusals: readonly number[] = Array.from({ length: 200 }, (_, at) => 400 + at);

/** What the client's answers may hold: pictures come as base64 in JSON. Bytes. */
const maxBytes = 64 * 2 ** 20;

/** What a file of a batch's answers may hold: it is read line by line. Bytes. */
const maxFileBytes = 2 ** 30;

/** A `fetch` for the service's own client that goes through the safe fetcher, to the configured origin alone. */
export function throughFetcher(fetcher: Fetcher, base: string): ClientFetch {
  return async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    const { body } = init;
    if (body !== undefined && body !== null && !isSendable(body)) {
      throw new TypeError("only text, bytes and files are sent");
    }
    const headers = Object.fromEntries(new Headers(init.headers));
    const request = {
      url,
      base,
      method: init.method?.toUpperCase() === "POST" ? "POST" : "GET",
      headers,
      ...(body === undefined || body === null ? {} : { body }),
      ...(init.signal ? { signal: init.signal } : {}),
      statuses: refusals,
      deadlines: isFile(url) || body instanceof Blob ? patienceWithFiles : patience,
    } as const;
    if (isFile(url)) return streamed(await fetcher.open({ ...request, maxBytes: maxFileBytes }));
    const answer = await fetcher.fetch({ ...request, maxBytes });
    return new Response(withoutKey(answer.body, headers.authorization?.replace(/^Bearer /i, "")), {
      status: answer.status,
      headers: { ...answer.headers },
    });
  };
}

/** Shorter keys are words that answers may hold: those of servers of one's own, which want none. */
const leastKey = 12;

/** What the service says without the key that was sent, which some repeat in their refusals: it is kept and shown. */
function withoutKey(body: Uint8Array, key = ""): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (key.length < leastKey || !bytes.includes(key)) return new Uint8Array(body);
  return new TextEncoder().encode(bytes.toString().replaceAll(key, "…"));
}

function isSendable(body: unknown): body is string | Uint8Array | Blob {
  return typeof body === "string" || body instanceof Uint8Array || body instanceof Blob;
}

function isFile(url: string): boolean {
  return /\/files\/[^/]+\/content$/.test(new URL(url).pathname);
}

/** The answer as it comes in; it is closed at its end, or when nobody reads on. */
function streamed(answer: Awaited<ReturnType<Fetcher["open"]>>): Response {
  const pieces = async function* () {
    try {
      yield* answer.body;
    } finally {
      answer.close();
    }
  };
  return new Response(pieces() as never, { status: answer.status, headers: { ...answer.headers } });
}

/** A model thinks, or draws, for minutes before its answer begins. Milliseconds. */
const patience = { firstByte: 300_000, total: 600_000 };

/** Files of batches are large, and lines slow: only standing still is limited more tightly. Milliseconds. */
export const fileMs = 3600_000;
const patienceWithFiles = { ...patience, total: fileMs };

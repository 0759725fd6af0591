import type { IncomingMessage } from "node:http";
import { pipeline, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { LoteError } from "../errors/lote-error.ts";
import { connectionError } from "./connection-error.ts";
import type { Clocks } from "./deadlines.ts";

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

export interface BodyOptions {
  readonly url: URL;
  readonly clocks: Clocks;
  /** Of what comes out; what comes in may not be more either. */
  readonly maxBytes: number;
}

/**
 * The body of an answer, unpacked, in pieces, at the reader's own pace: what is not read yet is not in memory. Ending
 * the iteration early closes the connection.
 *
 * @throws LoteError `response-too-large`, `response-broken`, `net-broken-off`, `net-timeout`
 */
export async function* bodyOf(
  message: IncomingMessage,
  options: BodyOptions,
): AsyncGenerator<Uint8Array, void> {
  const { url, clocks, maxBytes } = options;
  const { host } = url;
  const tooLarge = () => new LoteError("response-too-large", { host, limit: maxBytes });
  const onAbort = () => message.destroy();
  clocks.signal.addEventListener("abort", onAbort, { once: true });
  try {
    clocks.signal.throwIfAborted();
    if (Number(message.headers["content-length"]) > maxBytes) throw tooLarge();
    let bytes = 0;
    for await (const chunk of unpacked(message, options)) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge();
      yield chunk;
    }
  } catch (error) {
    throw clocks.signal.aborted ? clocks.signal.reason : error;
  } finally {
    clocks.signal.removeEventListener("abort", onAbort);
    message.destroy();
  }
}

async function* unpacked(message: IncomingMessage, options: BodyOptions): AsyncGenerator<Uint8Array, void> {
  const { host } = options.url;
  const encoding = (message.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding === "identity" || encoding === "") {
    yield* received(message, options);
    return;
  }
  const decoder = decoders[encoding]?.();
  if (!decoder) {
    throw new LoteError("response-broken", { host, detail: `content-encoding ${encoding}` });
  }
  // Its failure is the decoder's too, and told there.
  pipeline(received(message, options), decoder, () => {});
  try {
    yield* decoder;
  } catch (error) {
    if (error instanceof LoteError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new LoteError("response-broken", { host, detail }, { cause: error });
  } finally {
    decoder.destroy();
  }
}

/** As it comes over the wire. The clock runs only while we wait for the server, not while it waits for us. */
async function* received(
  message: IncomingMessage,
  { url, clocks, maxBytes }: BodyOptions,
): AsyncGenerator<Uint8Array, void> {
  const pieces = (message as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  let bytes = 0;
  try {
    for (;;) {
      clocks.begin("idle", url.host);
      const { value, done } = await pieces.next();
      clocks.rest();
      if (done) return;
      bytes += value.length;
      // A packed body may be endless and hold nothing.
      if (bytes > maxBytes) throw new LoteError("response-too-large", { host: url.host, limit: maxBytes });
      yield value;
    }
  } catch (error) {
    throw connectionError(error, url);
  }
}

import type { FileSink } from "bun";

/**
 * What one message between lote and a child process looks like on the pipe, all numbers little-endian:
 *
 * `"LOTE"` · header length u32 · payload length u32 · header (JSON, UTF-8) · payload (raw bytes)
 *
 * JSON alone would turn pixels into text; raw bytes alone would say nothing of shapes.
 */
const magic = 0x45544f4c;
const prefixLength = 12;
const maxHeaderLength = 1 << 20;
const maxPayloadLength = 2 ** 31;

/** One message; the payload is a buffer of its own, so tensors may lie over it. */
export interface Frame {
  readonly header: unknown;
  readonly payload: Uint8Array;
}

/** Prefix and header of a message whose payload of `payloadLength` bytes follows. */
export function encodeHead(header: unknown, payloadLength: number): Uint8Array {
  if (payloadLength > maxPayloadLength)
    throw new RangeError(`a payload of ${payloadLength} bytes is too long`);
  const json = new TextEncoder().encode(JSON.stringify(header));
  const head = new Uint8Array(prefixLength + json.length);
  const view = new DataView(head.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, json.length, true);
  view.setUint32(8, payloadLength, true);
  head.set(json, prefixLength);
  return head;
}

/** A message announces a longer payload than the reader takes. */
export class PayloadTooLong extends Error {}

/**
 * The messages of a pipe, until it ends. A pipe that ends inside a message ends the sequence like any other end:
 * the other side died.
 *
 * @param maxPayload the longest payload that is taken now, bytes; asked for each message, before it is read
 * @throws PayloadTooLong; Error where the bytes are no message, as when a native library printed into the pipe.
 */
export async function* readFrames(
  stream: ReadableStream<Uint8Array>,
  maxPayload: () => number = () => maxPayloadLength,
): AsyncGenerator<Frame, void> {
  const pipe = new ExactReader(stream);
  for (;;) {
    const prefix = await pipe.read(prefixLength);
    if (!prefix) return;
    const view = new DataView(prefix.buffer);
    const headerLength = view.getUint32(4, true);
    const payloadLength = view.getUint32(8, true);
    if (
      view.getUint32(0, true) !== magic ||
      headerLength > maxHeaderLength ||
      payloadLength > maxPayloadLength
    ) {
      throw new Error("the bytes on the pipe are not a message");
    }
    if (payloadLength > maxPayload()) throw new PayloadTooLong(`a payload of ${payloadLength} bytes`);
    const header = await pipe.read(headerLength);
    const payload = header && (await pipe.read(payloadLength));
    if (!payload) return;
    yield { header: JSON.parse(new TextDecoder().decode(header)), payload };
  }
}

/** Reads a stream by exact lengths. */
class ExactReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** A fresh buffer of `length` bytes; undefined where the stream ends before them. */
  async read(length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#chunks.next();
        if (done) return undefined;
        this.#rest = new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength);
      }
      const part = this.#rest.subarray(0, length - filled);
      bytes.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return bytes;
  }
}

/** Larger parts are handed to the pipe piece by piece, so that they are not held twice. */
const pieceLength = 4 << 20;

/** Writes one message; `parts` lie one behind the other in its payload of `length` bytes. */
export async function writeFrame(
  pipe: FileSink,
  header: unknown,
  parts: readonly Uint8Array[],
  length: number,
): Promise<void> {
  for (const part of [encodeHead(header, length), ...parts]) {
    for (let at = 0; at < part.length; at += pieceLength) {
      // What write returns may be a promise, in spite of its type, and then rejects where the pipe is broken.
      await pipe.write(part.subarray(at, at + pieceLength));
      if (part.length > pieceLength) await pipe.flush();
    }
  }
  await pipe.flush();
}

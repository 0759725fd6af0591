import { CharsetProbe } from "./charset-probe.ts";
import { Utf8Decoder } from "./utf-8.ts";
import { isUtf32, Utf32Decoder } from "./utf-32.ts";

/**
 * Decodes a text whose charset nobody said, and says which it was taken for, as `TextDecoder` names it (or `utf-32le`,
 * `utf-32be`). In this order: a byte order mark; UTF-8 where all of it is valid, which other charsets hardly ever are by
 * chance, or most of what is not ASCII is (single bytes of another charset are then read as Windows-1252); UTF-16 by its
 * zeros; a guess by letter frequencies; else Windows-1252, which reads any bytes. Never throws.
 */
export function decodeText(bytes: Uint8Array): { text: string; charset: string } {
  const probe = new CharsetProbe();
  probe.add(bytes);
  const charset = probe.charset();
  return { text: decoderOf(charset).decode(bytes), charset };
}

/**
 * The charset of a text too long to hold. Reads it through to its end, unless it proves before that it is no
 * UTF-8: only the whole text can say that it is.
 */
export async function streamCharset(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const probe = new CharsetProbe();
  for await (const chunk of chunks) {
    probe.add(chunk);
    if (probe.seenEnough) break;
  }
  return probe.charset();
}

/** The text of a stream of bytes, piece by piece; letters cut at the edge of a chunk come out whole. */
export async function* decodeStream(
  chunks: AsyncIterable<Uint8Array>,
  charset: string,
): AsyncGenerator<string> {
  const decoder = decoderOf(charset);
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

function decoderOf(charset: string): Pick<TextDecoder, "decode"> {
  if (isUtf32(charset)) return new Utf32Decoder(charset);
  if (charset === "utf-8") return new Utf8Decoder();
  return new TextDecoder(charset as Bun.Encoding);
}

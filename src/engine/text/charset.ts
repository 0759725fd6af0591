import { detectAll } from "jschardet";

/** As much of a text as the guess looks at, bytes. */
const sampleLength = 64 * 1024;

/** Under this confidence jschardet's answers are noise: a line with two accents gives 0.05 for a dozen charsets. */
const trusted = 0.25;

/** Fewer bytes beyond ASCII than this say nothing about a charset. */
const tellingBytes = 4;

/**
 * Decodes a text whose charset nobody said, and says which it was taken for. In this order: a byte order mark;
 * UTF-8 where all of it is valid, which other charsets hardly ever are by chance; UTF-16 by its zeros; a guess
 * by letter frequencies; else Windows-1252, which reads any bytes. Never throws.
 */
export function decodeText(bytes: Uint8Array): { text: string; charset: string } {
  const charset = chooseCharset(sampleOf(bytes), isUtf8(bytes));
  return { text: new TextDecoder(charset as Bun.Encoding).decode(bytes), charset };
}

/**
 * The charset of a text too long to hold, as a name for `TextDecoder`. Reads it through to its end, or to the
 * first byte that is no UTF-8: only the whole text can say that it is UTF-8 (about 1 GB/s).
 */
export async function streamCharset(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  let sample: Uint8Array = new Uint8Array();
  try {
    for await (const chunk of chunks) {
      if (sample.length === 0 || (isAscii(sample) && !isAscii(chunk))) sample = sampleOf(chunk);
      utf8.decode(chunk, { stream: true });
    }
    utf8.decode();
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_ENCODING_INVALID_ENCODED_DATA") throw error;
    return chooseCharset(sample, false);
  }
  return chooseCharset(sample, true);
}

/** The text of a stream of bytes, piece by piece; letters cut at the edge of a chunk come out whole. */
export async function* decodeStream(
  chunks: AsyncIterable<Uint8Array>,
  charset: string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(charset as Bun.Encoding);
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** `sample` decides all but UTF-8 without zeros, where the whole text has been seen to be valid. */
function chooseCharset(sample: Uint8Array, validUtf8: boolean): string {
  if (sample[0] === 0xff && sample[1] === 0xfe) return "utf-16le";
  if (sample[0] === 0xfe && sample[1] === 0xff) return "utf-16be";
  // UTF-16 of western text is valid UTF-8 as well, so its zeros are asked first.
  if (validUtf8 && !sample.includes(0)) return "utf-8";

  const guesses = detectAll(sample).map(({ encoding, confidence }) => ({
    charset: nameForDecoder(encoding),
    confidence,
  }));
  const best = guesses[0];
  if (best?.charset?.startsWith("utf-16")) return best.charset;
  if (validUtf8) return "utf-8";
  if (sample.reduce((count, byte) => count + (byte >> 7), 0) < tellingBytes) return "windows-1252";
  if (best?.charset !== undefined && best.charset !== "utf-8" && best.confidence >= trusted) {
    return best.charset;
  }

  // Short western text: only the two that exist in practice compete, and the commoner one has the benefit.
  const confidenceIn = (charset: string) =>
    guesses.find((guess) => guess.charset === charset)?.confidence ?? 0;
  const windows = confidenceIn("windows-1252");
  return windows > 0 && confidenceIn("macintosh") > 1.1 * windows ? "macintosh" : "windows-1252";
}

/** jschardet's name as `TextDecoder` knows it; `undefined` where it cannot decode it (cp437, cp850 …). */
function nameForDecoder(encoding: string | null): string | undefined {
  if (encoding === null) return undefined;
  const name = encoding.toLowerCase();
  const known = {
    macroman: "macintosh",
    "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be",
    cp932: "shift_jis",
  };
  try {
    return new TextDecoder((known[name as keyof typeof known] ?? name) as Bun.Encoding).encoding;
  } catch {
    return undefined;
  }
}

/** The start of a text, or of the part where it stops being ASCII, as only that part tells charsets apart. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  const start = bytes.subarray(0, sampleLength);
  if (bytes.length <= sampleLength || !isAscii(start)) return start;
  const telling = bytes.findIndex((byte) => byte > 127);
  return telling < 0 ? start : bytes.subarray(telling, telling + sampleLength);
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 128);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

import { detectAll } from "jschardet";
import { isMostlyUtf8 } from "./utf-8.ts";
import { utf32Of } from "./utf-32.ts";

/** As much of a text as the guess looks at, bytes. */
const sampleLength = 64 * 1024;

/** Under this confidence jschardet's answers are noise: a line with two accents gives 0.05 for a dozen charsets. */
const trusted = 0.25;

/** Watches the bytes of a text go by and says at the end which charset they are in. */
export class CharsetProbe {
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true });
  #isUtf8 = true;
  #start = Buffer.alloc(0);
  /** From the first byte that is not ASCII. */
  #telling = Buffer.alloc(0);

  /** The next bytes of the text. */
  add(chunk: Uint8Array): void {
    this.#isUtf8 &&= this.#decodes(chunk);
    this.#start = append(this.#start, chunk);
    const from = this.#telling.length > 0 ? 0 : chunk.findIndex((byte) => byte > 127);
    if (from >= 0) this.#telling = append(this.#telling, chunk.subarray(from));
  }

  /** Whether more bytes can change nothing. */
  get seenEnough(): boolean {
    return !this.#isUtf8 && this.#telling.length === sampleLength;
  }

  /** The charset, once all bytes were added, as `TextDecoder` names it (or `utf-32le`, `utf-32be`). */
  charset(): string {
    // Before UTF-16, whose mark the one of UTF-32 begins with.
    const wide = utf32Of(this.#start);
    if (wide) return wide;
    if (this.#start[0] === 0xff && this.#start[1] === 0xfe) return "utf-16le";
    if (this.#start[0] === 0xfe && this.#start[1] === 0xff) return "utf-16be";
    const isUtf8 = this.#isUtf8 && this.#decodes();
    // UTF-16 of western text is valid UTF-8 as well, or nearly; its zeros give it away.
    if (this.#start.includes(0)) {
      const guessed = guess(this.#start)[0]?.charset;
      if (guessed?.startsWith("utf-16")) return guessed;
    }
    return isUtf8 || isMostlyUtf8(this.#telling) ? "utf-8" : guessNarrow(linesBeyondAscii(this.#telling));
  }

  /** Whether the bytes so far and these are UTF-8; without bytes, whether the text may end here. */
  #decodes(chunk?: Uint8Array): boolean {
    try {
      if (chunk) this.#utf8.decode(chunk, { stream: true });
      else this.#utf8.decode();
      return true;
    } catch {
      return false;
    }
  }
}

/** The charset of text that is neither UTF-8 nor UTF-16. */
function guessNarrow(sample: Buffer): string {
  const guesses = guess(sample);
  const [best] = guesses;
  if (best?.charset !== undefined && best.charset !== "utf-8" && best.confidence >= trusted) {
    return best.charset;
  }
  // Short western text: only the two that exist in practice compete, and the commoner one has the benefit.
  const confidenceIn = (charset: string) =>
    guesses.find((candidate) => candidate.charset === charset)?.confidence ?? 0;
  const windows = confidenceIn("windows-1252");
  return windows > 0 && confidenceIn("macintosh") > 1.1 * windows ? "macintosh" : "windows-1252";
}

function guess(sample: Buffer): { charset: string | undefined; confidence: number }[] {
  return detectAll(sample).map(({ encoding, confidence }) => ({
    charset: nameForDecoder(encoding),
    confidence,
  }));
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

/** ASCII lines are the same in every charset: left in, they only dilute the evidence. */
function linesBeyondAscii(sample: Buffer): Buffer {
  const lines = sample.toString("latin1").split("\n");
  return Buffer.from(lines.filter((line) => /[\x80-\xff]/.test(line)).join("\n"), "latin1");
}

/** `sample` with as much of `chunk` behind it as the guess looks at. */
function append(sample: Buffer<ArrayBuffer>, chunk: Uint8Array): Buffer<ArrayBuffer> {
  const room = sampleLength - sample.length;
  return room <= 0 ? sample : Buffer.concat([sample, chunk.subarray(0, room)]);
}

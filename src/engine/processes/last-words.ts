/** How much of what a process printed is kept, characters. */
const kept = 16 * 1024;

/**
 * The end of what a process printed to its stderr. Execution providers print there whatever they like; it may
 * explain a death, and must never reach the screen by itself.
 */
export class LastWords {
  #text = "";
  /** Settles when the stream has ended; never rejects. */
  readonly ended: Promise<void>;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.ended = this.#collect(stream).catch(() => {});
  }

  /** Everything kept, as it was printed. */
  get text(): string {
    return this.#text;
  }

  /** The last line that says something, without control characters, at most 200 characters; "" if none. */
  get lastLine(): string {
    const lines = this.#text.split("\n").map((line) =>
      Bun.stripANSI(line)
        .replace(/[\p{Cc}\p{Cf}]/gu, " ")
        .trim(),
    );
    return (lines.findLast((line) => line !== "") ?? "").slice(0, 200);
  }

  async #collect(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      this.#text = (this.#text + decoder.decode(chunk, { stream: true })).slice(-kept);
    }
  }
}

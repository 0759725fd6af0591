import type { NewItem } from "../../stores/ledger.ts";

/** Reads ahead, but no further than this many items that the ledger does not have yet. */
const readAhead = 512;

/** Reads a source in the background into a small buffer, and waits while the buffer is full. */
export class SourceReader {
  #buffer: NewItem[] = [];
  #ended = false;
  #stopped = false;
  #failure: unknown;
  #room: (() => void) | undefined;

  constructor(
    private readonly source: AsyncIterable<NewItem>,
    private readonly onItems: () => void,
  ) {}

  start(): void {
    void this.#read();
  }

  async #read(): Promise<void> {
    try {
      for await (const item of this.source) {
        if (this.#stopped) return;
        this.#buffer.push(item);
        if (this.#buffer.length === 1 || this.#buffer.length === readAhead) this.onItems();
        if (this.#buffer.length >= readAhead) {
          await new Promise<void>((resolve) => {
            this.#room = resolve;
          });
        }
      }
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#ended = true;
      this.onItems();
    }
  }

  /** What is ready; taken only once it is written, by {@link taken}. */
  get ready(): readonly NewItem[] {
    return this.#buffer;
  }

  taken(count: number): void {
    this.#buffer = this.#buffer.slice(count);
    if (this.#buffer.length < readAhead) {
      this.#room?.();
      this.#room = undefined;
    }
  }

  /** Everything was read and taken. */
  get isDone(): boolean {
    return this.#ended && this.#buffer.length === 0 && this.#failure === undefined;
  }

  /** Why the source broke off, if it did. */
  get failure(): unknown {
    return this.#buffer.length === 0 ? this.#failure : undefined;
  }

  stop(): void {
    this.#stopped = true;
    this.#room?.();
  }
}

import type { NewItem } from "../../stores/ledger.ts";

/** Reads ahead, but no further than this many items that the ledger does not have yet. */
const readAhead = 2048;
/** A few items wait so long for company, milliseconds: a transaction for each handful would be mostly transaction. */
const gatherMs = 10;
/** After so many items that are known already, others get a turn on the thread. */
const turnLength = 2000;

/** Reads a source in the background into a small buffer, and waits while the buffer is full. */
export class SourceReader {
  #buffer: NewItem[] = [];
  #oldest = 0;
  /** The first items wait for nobody: work begins with them. */
  #hasBegun = false;
  #ended = false;
  #stopped = false;
  #failure: unknown;
  #room: (() => void) | undefined;

  /** @param isKnown whether the run has the item already, from an earlier reading that was broken off */
  constructor(
    private readonly source: AsyncIterable<NewItem>,
    private readonly isKnown: (key: string) => boolean,
    private readonly onItems: () => void,
  ) {}

  start(): void {
    void this.#read();
  }

  async #read(): Promise<void> {
    let known = 0;
    try {
      for await (const item of this.source) {
        if (this.#stopped) return;
        if (this.isKnown(item.key)) {
          if (++known % turnLength === 0) await new Promise((resolve) => setImmediate(resolve));
          continue;
        }
        this.#buffer.push(item);
        if (this.#buffer.length === 1) {
          this.#oldest = performance.now();
          setTimeout(this.onItems, this.#hasBegun ? gatherMs : 0);
        }
        if (this.#buffer.length === readAhead) this.onItems();
        if (this.#buffer.length >= readAhead) {
          await new Promise<void>((resolve) => {
            this.#room = resolve;
          });
        }
      }
      this.#ended = true;
    } catch (error) {
      this.#failure = error;
    } finally {
      this.onItems();
    }
  }

  /** What is ready; taken only once it is written, by {@link taken}. */
  get ready(): readonly NewItem[] {
    return this.#buffer;
  }

  /** Is there enough, or has it waited long enough, to be worth a transaction? */
  get isDue(): boolean {
    const { length } = this.#buffer;
    if (length === 0) return this.isDone || this.#failure !== undefined;
    if (this.#ended || !this.#hasBegun || length >= readAhead) return true;
    return performance.now() - this.#oldest >= gatherMs - 1;
  }

  taken(count: number): void {
    this.#buffer = this.#buffer.slice(count);
    this.#oldest = performance.now();
    this.#hasBegun = true;
    if (this.#buffer.length < readAhead) {
      this.#room?.();
      this.#room = undefined;
    }
  }

  /** Everything was read and taken. */
  get isDone(): boolean {
    return this.#ended && !this.#stopped && this.#buffer.length === 0;
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

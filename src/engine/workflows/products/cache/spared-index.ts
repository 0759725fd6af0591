import type { AnswerIndex } from "../../../../stores/product-answers.ts";
import { type LoteError, toLoteError } from "../../../errors/lote-error.ts";

/** Nobody who is away is looked for again sooner, milliseconds; each time in vain doubles it. */
const firstPauseMs = 60_000;
const longestPauseMs = 15 * 60_000;

/** What was wanted of the index could not be had. */
export const away = Symbol("away");

/**
 * An index without which the work goes on: what it gives only saves a call. One that cannot be reached is left alone
 * for a while, which is told once.
 */
export class SparedIndex {
  #opened: Promise<AnswerIndex> | undefined;
  #isTold = false;
  #pauseMs = firstPauseMs;
  #awayUntil = 0;

  constructor(
    private readonly open: () => Promise<AnswerIndex>,
    /** Null: the work does not go on without the index, and what keeps it away is thrown. */
    private readonly tell: ((why: LoteError) => void) | null,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws what is not for want of the index, or of whoever makes its vectors */
  async use<Result>(work: (index: AnswerIndex) => Promise<Result>): Promise<Result | typeof away> {
    if (this.now() < this.#awayUntil) return away;
    // Of many who come back together one finds out whether it is there again.
    if (this.#awayUntil > 0) this.#pause();
    try {
      this.#opened ??= this.open();
      const result = await work(await this.#opened);
      this.#awayUntil = 0;
      this.#pauseMs = firstPauseMs;
      return result;
    } catch (error) {
      const why = toLoteError(error);
      if (!isAway(why, error)) throw error;
      this.#close();
      if (!this.tell) throw error;
      this.#leave(why, this.tell);
      return away;
    }
  }

  #close(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    void opened?.then((index) => index.close()).catch(() => undefined);
  }

  #leave(why: LoteError, tell: (why: LoteError) => void): void {
    if (this.now() >= this.#awayUntil) this.#pause();
    if (this.#isTold) return;
    this.#isTold = true;
    tell(why);
  }

  #pause(): void {
    this.#awayUntil = this.now() + this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
  }

  async close(): Promise<void> {
    if (this.#opened !== undefined) await this.use((index) => index.settle());
    await (await this.#opened?.catch(() => undefined))?.close();
  }
}

/** An index or a service that is not there, that refuses, or that has no such table any more. */
function isAway({ code, retry }: LoteError, error: unknown): boolean {
  const own = String((error as { code?: unknown } | null)?.code ?? "");
  return retry === "transient" || code === "index-refused" || own.startsWith("ERR_POSTGRES");
}

import pLimit, { type LimitFunction } from "p-limit";
import { LoteError } from "../errors/lote-error.ts";
import { type AnswerLimits, ConfinedChild, type ConfinedTask } from "./confined-child.ts";
import { type ConfinedLimits, usualLimits } from "./limits.ts";

export interface ConfinedPoolOptions {
  /** Absolute path of a module that calls `serveConfined`. */
  readonly program: string;
  /** How many processes at most; each is started when it is first needed. */
  readonly size: number;
  readonly limits?: Partial<ConfinedLimits>;
  /** Aborts every request that has no signal of its own. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Processes that parse hostile files, each kept for many files. A process that was killed, crashed or grew fat is
 * replaced. Where one fails that had served other files before, the file is read once more in a fresh one: no file
 * pays for what another did.
 *
 * @example
 * const pool = new ConfinedPool({ program, size: 2 });
 * const bytes = await pool.ask({ parser: "archive", task: { read: "page.jpg" }, payload: path });
 */
export class ConfinedPool {
  readonly #program: string;
  readonly #limits: ConfinedLimits;
  readonly #signal: AbortSignal | undefined;
  readonly #turn: LimitFunction;
  readonly #children = new Set<ConfinedChild>();
  #idle: ConfinedChild[] = [];
  #closed = false;

  constructor({ program, size, limits, signal }: ConfinedPoolOptions) {
    this.#program = program;
    this.#limits = { ...usualLimits, ...limits };
    this.#signal = signal;
    this.#turn = pLimit(size);
  }

  /** Of the processes that live now. */
  get pids(): number[] {
    return [...this.#children].map(({ pid }) => pid);
  }

  /** Asks the first process that is free. Throws as `ConfinedChild.ask`. */
  ask(task: ConfinedTask, limits: Partial<AnswerLimits> = {}): Promise<Uint8Array> {
    return this.#turn(() => this.#ask(task, { ...this.#limits, signal: this.#signal, ...limits }));
  }

  /** Ends all processes at once; requests under way and later ones reject with an `AbortError`. */
  async close(): Promise<void> {
    this.#closed = true;
    const children = [...this.#children];
    for (const child of children) child.kill();
    await Promise.all(children.map((child) => child.ended()));
  }

  async #ask(task: ConfinedTask, limits: AnswerLimits): Promise<Uint8Array> {
    const child = this.#take();
    const isUsed = child.served > 0;
    try {
      return await this.#askChild(child, task, limits);
    } catch (error) {
      if (isUsed && !child.usable && mayBeAnothersFault(error))
        return await this.#askChild(this.#start(), task, limits);
      throw error;
    }
  }

  async #askChild(child: ConfinedChild, task: ConfinedTask, limits: AnswerLimits): Promise<Uint8Array> {
    try {
      return await child.ask(task, limits);
    } catch (error) {
      throw this.#closed ? closedError() : error;
    } finally {
      this.#giveBack(child);
    }
  }

  #take(): ConfinedChild {
    for (let child = this.#idle.pop(); child; child = this.#idle.pop()) {
      if (child.usable) return child;
      this.#children.delete(child);
    }
    return this.#start();
  }

  #start(): ConfinedChild {
    if (this.#closed) throw closedError();
    const child = new ConfinedChild(this.#program, this.#limits.memoryBytes);
    this.#children.add(child);
    return child;
  }

  #giveBack(child: ConfinedChild): void {
    if (child.usable) this.#idle.push(child);
    else this.#children.delete(child);
  }
}

function mayBeAnothersFault(error: unknown): boolean {
  return error instanceof LoteError && (error.code === "parser-crashed" || error.code === "parser-memory");
}

function closedError(): DOMException {
  return new DOMException("the parsers were closed", "AbortError");
}

import type { Subprocess } from "bun";
import type { Json } from "../../stores/ledger.ts";
import { LoteError } from "../errors/lote-error.ts";
import { ownProcess } from "../own-process.ts";
import { childEnvironment } from "../processes/child-environment.ts";
import { type Frame, PayloadTooLong, readFrames, writeFrame } from "../processes/frame.ts";
import { LastWords } from "../processes/last-words.ts";
import { plainText } from "../text/plain.ts";
import type { ConfinedLimits } from "./limits.ts";
import { type ConfinedRequest, type ConfinedResponse, responseSchema } from "./messages.ts";
import { isOutOfMemory } from "./out-of-memory.ts";

interface Answered {
  readonly response: ConfinedResponse;
  readonly payload: Uint8Array;
}

/** One thing to read, and by whom. */
export interface ConfinedTask {
  readonly parser: string;
  readonly task: Json;
  readonly payload?: Uint8Array;
}

/** How long one answer may take and be. */
export type AnswerLimits = Pick<ConfinedLimits, "deadlineMs" | "outputBytes"> & {
  readonly signal?: AbortSignal | undefined;
};

/**
 * One process of our own program that parses hostile files, a request at a time. Nothing that a file does to it
 * reaches lote: it has no terminal, no key, no more memory than it was given, and is killed at the deadline. Starts
 * in about 50 ms, 0.2 ms a request.
 */
export class ConfinedChild {
  readonly #process: Subprocess<"pipe", "pipe", "pipe">;
  readonly #lastWords: LastWords;
  readonly #frames: AsyncGenerator<Frame, void>;
  readonly #memoryBytes: number;
  #maxPayload = 0;
  #served = 0;
  #usable = true;

  /** @param program absolute path of a module that calls `serveConfined` */
  constructor(program: string, memoryBytes: number) {
    this.#memoryBytes = memoryBytes;
    this.#process = Bun.spawn(ownProcess(program, String(process.pid), String(memoryBytes)), {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
      // Bun's allocator otherwise reserves a gigabyte at its start, which no limit set later takes back.
      env: { ...childEnvironment(), MIMALLOC_ARENA_RESERVE: "32768" },
    });
    this.#lastWords = new LastWords(this.#process.stderr);
    this.#frames = readFrames(this.#process.stdout, () => this.#maxPayload);
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** May it be asked again? */
  get usable(): boolean {
    return this.#usable && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** How many requests it has answered. */
  get served(): number {
    return this.#served;
  }

  /**
   * @throws LoteError of the parser; `parser-timeout`, `parser-memory`, `parser-output`, `parser-crashed`, after
   * which the process is gone; the signal's reason when aborted.
   */
  async ask(
    { parser, task, payload = new Uint8Array() }: ConfinedTask,
    limits: AnswerLimits,
  ): Promise<Uint8Array> {
    const { deadlineMs, outputBytes, signal } = limits;
    signal?.throwIfAborted();
    this.#maxPayload = outputBytes;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.kill();
    }, deadlineMs);
    const abort = () => this.kill();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      const request: ConfinedRequest = { parser, task, outputBytes };
      // A pipe that breaks means that the process is ending, which the frames tell as well.
      await writeFrame(this.#process.stdin, request, [payload], payload.length).catch(() => {});
      const frame = await this.#nextFrame(outputBytes);
      if (frame) return this.#resultOf(frame);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
    signal?.throwIfAborted();
    if (late) throw new LoteError("parser-timeout", { seconds: Math.ceil(deadlineMs / 1000) });
    throw await this.#death();
  }

  /** Ends the process at once, whatever it is doing. */
  kill(): void {
    this.#usable = false;
    this.#process.kill("SIGKILL");
  }

  /** Settles when the process has ended; never rejects. */
  async ended(): Promise<void> {
    await this.#process.exited;
  }

  /** The answer; undefined where the process has ended. */
  async #nextFrame(outputBytes: number): Promise<Answered | undefined> {
    try {
      const { value: frame } = await this.#frames.next();
      if (!frame) return undefined;
      return { response: responseSchema.parse(frame.header), payload: frame.payload };
    } catch (error) {
      this.kill();
      if (error instanceof PayloadTooLong)
        throw new LoteError("parser-output", { limit: megabytes(outputBytes) });
      throw new LoteError("parser-crashed", { detail: plainText(String(error)) }, { cause: error });
    }
  }

  #resultOf({ response, payload }: Answered): Uint8Array {
    this.#served++;
    if (response.leaves) this.kill();
    if (response.ok) return payload;
    const { code, data } = response;
    throw new LoteError(
      code,
      code === "parser-memory" ? { ...data, limit: megabytes(this.#memoryBytes) } : data,
    );
  }

  async #death(): Promise<LoteError> {
    this.#usable = false;
    await this.#process.exited;
    await this.#lastWords.ended;
    const { text, lastLine } = this.#lastWords;
    if (isOutOfMemory(text) || peakBytes(text) > this.#memoryBytes)
      return new LoteError("parser-memory", { limit: megabytes(this.#memoryBytes) });
    const { signalCode, exitCode } = this.#process;
    const how = String(signalCode ?? `exit code ${exitCode}`);
    // Bun explains its own crashes at length; the first line of it says why.
    const line = /^panic.*/m.exec(text)?.[0] ?? lastLine;
    return new LoteError("parser-crashed", { detail: plainText(line === "" ? how : `${how}: ${line}`) });
  }
}

/** What Bun says of its memory when it crashes; at the end of it, it may only say that it called abort(). */
function peakBytes(text: string): number {
  const [, size, unit] = /\bPeak: ([\d.]+) ([MG])B/.exec(text) ?? [];
  return Number(size ?? 0) * (unit === "G" ? 1e9 : 1e6);
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}

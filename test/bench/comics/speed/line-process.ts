import type { Subprocess } from "bun";
import { telemetryOff } from "../../../../src/engine/processes/child-environment.ts";

/** A program that answers each line on its input with one on its output. */
export class LineProcess {
  readonly #process: Subprocess<"pipe", "pipe", "inherit">;
  readonly #lines: AsyncGenerator<string, void>;

  constructor(program: string, words: readonly string[]) {
    this.#process = Bun.spawn([process.execPath, program, ...words], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
      env: { ...process.env, ...telemetryOff },
    });
    this.#lines = linesOf(this.#process.stdout);
  }

  /** @throws Error where the program has ended */
  async ask(line: string): Promise<unknown> {
    this.#process.stdin.write(`${line}\n`);
    await this.#process.stdin.flush();
    const { value } = await this.#lines.next();
    if (value === undefined) throw new Error("the program ended");
    return JSON.parse(value);
  }

  async close(): Promise<void> {
    await this.#process.stdin.end();
    await this.#process.exited;
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    yield* lines;
  }
}

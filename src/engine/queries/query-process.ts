import { join } from "node:path";
import type { Subprocess } from "bun";
import { type EngineSettings, settingsForWorker } from "../config/engine-settings.ts";
import { ownProcess } from "../own-process.ts";
import { encodeHead, readFrames } from "../processes/frame.ts";
import { LastWords } from "../processes/last-words.ts";
import { programRoot } from "../program.ts";
import { type Request, type Response, responseSchema } from "./messages.ts";

/** How long it may take to end by itself. */
const leaveMs = 500;

export interface QueryProcessOptions {
  /** The workspace's folder. */
  readonly folder: string;
  readonly settings: EngineSettings;
  /** Another program than `lote worker`; tests pass one that knows other workflows. */
  readonly program?: string;
  readonly onResponse: (response: Response) => void;
  /** It ended, however that came; `how` in a few words. */
  readonly onEnd: (how: string) => void;
}

/** A `lote worker --query` that this process owns: it ends with it, however this one ends. */
export class QueryProcess {
  readonly #process: Subprocess<"pipe", "pipe", "pipe">;
  readonly #lastWords: LastWords;

  constructor(private readonly options: QueryProcessOptions) {
    const { folder, settings, program = join(programRoot, "src", "worker.ts") } = options;
    this.#process = Bun.spawn(ownProcess(program, "--workspace", folder, "--query"), {
      cwd: folder,
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
      env: { ...process.env, ...settingsForWorker(settings), NODE_ENV: "production" },
    });
    // It is there to be asked: by itself it keeps nobody waiting.
    this.#process.unref();
    this.#lastWords = new LastWords(this.#process.stderr);
    void this.#listen();
  }

  get pid(): number {
    return this.#process.pid;
  }

  send(request: Request): void {
    // A pipe that breaks means that the process is ending, which #listen tells.
    void Promise.resolve(this.#process.stdin.write(encodeHead(request, 0)))
      .then(() => this.#process.stdin.flush())
      .catch(() => undefined);
  }

  /** Ends it at once, whatever it is doing. */
  kill(): void {
    this.#process.kill("SIGKILL");
  }

  /** Tells it that nothing more is asked; resolves when it has ended, which is soon: a query changes nothing. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.kill(), leaveMs);
    try {
      await this.#process.stdin.end();
    } catch {
      // It has ended already.
    }
    await this.#process.exited;
    clearTimeout(timer);
  }

  async #listen(): Promise<void> {
    let broken: string | undefined;
    try {
      for await (const { header } of readFrames(this.#process.stdout)) {
        this.options.onResponse(responseSchema.parse(header));
      }
    } catch (error) {
      broken = error instanceof Error ? error.message : String(error);
      this.kill();
    }
    await this.#process.exited;
    await this.#lastWords.ended;
    const { signalCode, exitCode } = this.#process;
    const words = broken ?? this.#lastWords.lastLine;
    this.options.onEnd([signalCode ?? `exit ${exitCode}`, words].filter(Boolean).join(": "));
  }
}

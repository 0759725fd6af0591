import type { Subprocess } from "bun";
import { LoteError } from "../../errors/lote-error.ts";
import { childEnvironment } from "../../processes/child-environment.ts";
import { debug } from "../../processes/debug-log.ts";
import { readFrames, writeFrame } from "../../processes/frame.ts";
import { LastWords } from "../../processes/last-words.ts";
import type { Normalisation } from "../recipe.ts";
import { hostCommand } from "./command.ts";
import { layOut, pickUp, type Request, responseSchema, type Signature } from "./messages.ts";
import type { HostTensor, NamedTensors } from "./tensor.ts";

/** Execution providers by onnxruntime's own names. */
export type ProviderName = "cuda" | "webgpu" | "cpu";

export interface ModelHostOptions {
  /** For messages. */
  readonly model: string;
  /** Of the ONNX file, already verified. */
  readonly path: string;
  readonly provider: ProviderName;
  /** Threads of one run. */
  readonly threads: number;
  /** The outputs that are wanted; all where left out. What else a graph gives is not even copied. */
  readonly outputs?: readonly string[];
  /** An input that is given as pictures of bytes, [n, height, width, 3], and normalised by the host. */
  readonly pictures?: { readonly input: string; readonly normalisation: Normalisation };
  /** Another program than the host's own; tests pass one that crashes on purpose. */
  readonly program?: string;
}

interface Waiting {
  resolve(outputs: NamedTensors): void;
  reject(error: LoteError): void;
}

/**
 * One model in a child process. A run blocks the thread it is on, may abort its process and prints to its stderr;
 * here none of that touches lote. Ready in about 0.3 s, 0.3 ms a call.
 *
 * Calls may overlap; the host answers them in their order.
 *
 * @example
 * const host = await ModelHost.start({ model: "top-k", path, provider: "cpu", threads: 2 });
 * const { vector } = await host.run({ pixels: { type: "uint8", dims: [1, 96, 64, 3], data } });
 */
export class ModelHost {
  readonly #options: ModelHostOptions;
  readonly #process: Subprocess<"pipe", "pipe", "pipe">;
  readonly #lastWords: LastWords;
  readonly #waiting = new Map<number, Waiting>();
  #writing: Promise<void> = Promise.resolve();
  #nextId = 1;
  #death: LoteError | undefined;
  #cpuMs = 0;
  #signature: Signature = { inputs: [], outputs: [] };
  /** Settles when the process has ended; never rejects. */
  readonly ended: Promise<void>;

  /**
   * @throws LoteError `model-broken` where the model cannot be loaded on that provider, `model-crashed` where the
   * process ended over it.
   */
  static async start(options: ModelHostOptions): Promise<ModelHost> {
    const since = performance.now();
    const host = new ModelHost(options);
    try {
      const { path, provider, threads, outputs, pictures } = options;
      await host.#ask(
        {
          op: "load",
          id: host.#nextId++,
          path,
          provider,
          threads,
          ...(outputs && { outputs: [...outputs] }),
          ...(pictures && { pictures }),
        },
        {},
      );
    } catch (error) {
      host.kill();
      throw error;
    }
    const { model, provider, threads } = options;
    debug("model-host", {
      pid: host.pid,
      model,
      provider,
      threads,
      ms: Math.round(performance.now() - since),
    });
    return host;
  }

  private constructor(options: ModelHostOptions) {
    this.#options = options;
    this.#process = Bun.spawn(hostCommand(options.program), {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
      env: childEnvironment(),
    });
    this.#lastWords = new LastWords(this.#process.stderr);
    this.ended = this.#listen();
  }

  get pid(): number {
    return this.#process.pid;
  }

  get alive(): boolean {
    return this.#death === undefined;
  }

  /** What the graph takes and gives. */
  get signature(): Signature {
    return this.#signature;
  }

  /** The end of what the process printed to its stderr. */
  get stderr(): string {
    return this.#lastWords.text;
  }

  /** CPU time the process had used when it last answered, milliseconds, all its threads together. */
  get cpuMs(): number {
    return this.#cpuMs;
  }

  /**
   * Runs the model once. `bound` names graph inputs that take a tensor bound before. The arrays in `feeds` must not
   * change until the answer is there.
   *
   * @throws LoteError `model-crashed` where the process dies, `model-broken` where the model refuses the input.
   */
  run(feeds: NamedTensors, bound: Readonly<Record<string, string>> = {}): Promise<NamedTensors> {
    return this.#ask({ op: "run", id: this.#nextId++, tensors: [], bound: { ...bound } }, feeds);
  }

  /** Keeps a tensor in the host under a name, for any number of runs. */
  async bind(name: string, tensor: HostTensor): Promise<void> {
    await this.#ask({ op: "bind", id: this.#nextId++, tensors: [] }, { [name]: tensor });
  }

  async unbind(name: string): Promise<void> {
    await this.#ask({ op: "unbind", id: this.#nextId++, name }, {});
  }

  /** Ends the process at once, whatever it is doing; calls under way reject with `model-crashed`. */
  kill(): void {
    this.#process.kill("SIGKILL");
    this.#die("SIGKILL");
  }

  /** Lets calls under way finish, then ends the process. */
  async close(): Promise<void> {
    await this.#writing;
    try {
      await this.#process.stdin.end();
    } catch {
      // It has ended already.
    }
    await this.ended;
  }

  #ask(request: Request, tensors: NamedTensors): Promise<NamedTensors> {
    if (this.#death) return Promise.reject(this.#death);
    const { places, parts, length } = layOut(tensors);
    const header = "tensors" in request ? { ...request, tensors: places } : request;
    const answer = new Promise<NamedTensors>((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
    });
    const write = () => writeFrame(this.#process.stdin, header, parts, length);
    // A pipe that breaks means that the process is ending; #listen will say why.
    this.#writing = this.#writing.then(write).catch(() => {});
    return answer;
  }

  async #listen(): Promise<void> {
    try {
      for await (const { header, payload } of readFrames(this.#process.stdout)) {
        const response = responseSchema.parse(header);
        const waiting = this.#waiting.get(response.id);
        this.#waiting.delete(response.id);
        this.#cpuMs = response.cpuMs;
        if (response.ok && response.signature) this.#signature = response.signature;
        if (response.ok) waiting?.resolve(pickUp(response.tensors, payload));
        else waiting?.reject(this.#broken(response.message));
      }
    } catch (error) {
      this.#process.kill("SIGKILL");
      this.#die(error instanceof Error ? error.message : String(error));
    }
    await this.#process.exited;
    await this.#lastWords.ended;
    const { signalCode, exitCode } = this.#process;
    const how = String(signalCode ?? `exit code ${exitCode}`);
    this.#die(this.#lastWords.lastLine ? `${how}: ${this.#lastWords.lastLine}` : how);
  }

  #broken(message: string): LoteError {
    return new LoteError("model-broken", { model: this.#options.model, detail: message });
  }

  #die(detail: string): void {
    if (!this.#death) debug("model-host-ended", { pid: this.pid, model: this.#options.model });
    this.#death ??= new LoteError("model-crashed", { model: this.#options.model, detail });
    for (const { reject } of this.#waiting.values()) reject(this.#death);
    this.#waiting.clear();
  }
}

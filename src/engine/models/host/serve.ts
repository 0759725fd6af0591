import type { InferenceSession } from "onnxruntime-node";
import { readFrames, writeFrame } from "../../processes/frame.ts";
import { loadRuntime, type Runtime } from "./load-runtime.ts";
import { layOut, pickUp, type Request, type Response, requestSchema, type Signature } from "./messages.ts";
import { type Normaliser, normaliser } from "./normalise.ts";
import { type HostTensor, type NamedTensors, tensorTypes } from "./tensor.ts";

/** Places where a test program may step in; the host itself passes none. */
export interface ServeHooks {
  /** Sees what each run is fed before it starts. */
  readonly beforeRun?: (feeds: NamedTensors) => void;
}

/**
 * A model host's whole life: answers requests from stdin on stdout, one after the other, until stdin ends.
 * That end is how it learns that lote is gone, however lote went.
 *
 * A run blocks this process completely (onnxruntime's binding is synchronous inside): that is why it is one of
 * its own.
 */
export async function serveModel(hooks: ServeHooks = {}): Promise<never> {
  // Ctrl-C reaches the whole process group; who stops, and when, is for lote to decide.
  process.on("SIGINT", () => {});
  process.on("SIGHUP", () => {});
  // stdout carries messages only.
  console.log = console.error;
  const host = new Host(hooks);
  const stdout = Bun.stdout.writer();
  for await (const { header, payload } of readFrames(Bun.stdin.stream())) {
    const request = requestSchema.parse(header);
    const { response, parts, length } = await answer(host, request, payload);
    await writeFrame(stdout, response, parts, length);
  }
  process.exit(0);
}

async function answer(host: Host, request: Request, payload: Uint8Array) {
  const { id } = request;
  try {
    const { places, parts, length } = layOut(await host.perform(request, payload));
    const signature = request.op === "load" ? { signature: host.signature } : {};
    const response: Response = { ok: true, id, tensors: places, ...signature, cpuMs: cpuMs() };
    return { response, parts, length };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const response: Response = { ok: false, id, message, cpuMs: cpuMs() };
    return { response, parts: [], length: 0 };
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

class Host {
  readonly #bound = new Map<string, HostTensor>();
  readonly #hooks: ServeHooks;
  #runtime: Runtime | undefined;
  #session: InferenceSession | undefined;
  #outputs: readonly string[] | undefined;
  #pictures: { readonly input: string; readonly normalise: Normaliser } | undefined;

  constructor(hooks: ServeHooks) {
    this.#hooks = hooks;
  }

  async perform(request: Request, payload: Uint8Array): Promise<NamedTensors> {
    switch (request.op) {
      case "load":
        await this.#load(request);
        return {};
      case "bind":
        for (const [name, tensor] of Object.entries(pickUp(request.tensors, payload))) {
          this.#bound.set(name, tensor);
        }
        return {};
      case "unbind":
        this.#bound.delete(request.name);
        return {};
      case "run":
        return this.#run(pickUp(request.tensors, payload), request.bound);
    }
  }

  get signature(): Signature {
    const { inputMetadata = [], outputMetadata = [] } = this.#session ?? {};
    return { inputs: inputMetadata.map(toValue), outputs: outputMetadata.map(toValue) };
  }

  async #load(request: Extract<Request, { op: "load" }>): Promise<void> {
    const { path, provider, threads, outputs, pictures } = request;
    this.#outputs = outputs;
    if (pictures) this.#pictures = { input: pictures.input, normalise: normaliser(pictures.normalisation) };
    this.#runtime = await loadRuntime();
    this.#session = await this.#runtime.InferenceSession.create(path, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // Threads that wait for each other by turning in circles take the processors from those who read pictures:
      // twice the CPU time for the same vectors.
      extra: { session: { intra_op: { allow_spinning: "0" } } },
      logSeverityLevel: 3,
    });
  }

  async #run(inline: Record<string, HostTensor>, bound: Record<string, string>): Promise<NamedTensors> {
    const runtime = this.#runtime;
    const session = this.#session;
    if (!runtime || !session) throw new Error("no model is loaded");
    const feeds: Record<string, HostTensor> = { ...inline };
    for (const [input, name] of Object.entries(bound)) {
      const tensor = this.#bound.get(name);
      if (!tensor) throw new Error(`nothing is bound as ${name}`);
      feeds[input] = tensor;
    }
    this.#hooks.beforeRun?.(feeds);
    const pictures = this.#pictures && feeds[this.#pictures.input];
    if (this.#pictures && pictures) feeds[this.#pictures.input] = this.#pictures.normalise(pictures);
    const wrapped = Object.entries(feeds).map(
      ([name, { type, data, dims }]) => [name, new runtime.Tensor(type, data, dims)] as const,
    );
    const results = await session.run(Object.fromEntries(wrapped), this.#outputs ?? session.outputNames);
    return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, toHostTensor(tensor)]));
  }
}

function toValue(metadata: InferenceSession.ValueMetadata): Signature["inputs"][number] {
  if (!metadata.isTensor) return { name: metadata.name, type: "no tensor", shape: [] };
  const { name, type, shape } = metadata;
  return { name, type, shape: shape.map((size) => (typeof size === "number" && size >= 0 ? size : null)) };
}

function toHostTensor({ type, dims, data }: { type: string; dims: readonly number[]; data: unknown }) {
  if (!tensorTypes.some((known) => known === type))
    throw new Error(`outputs of type ${type} are not supported`);
  return { type, dims, data } as HostTensor;
}

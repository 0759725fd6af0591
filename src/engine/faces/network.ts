import { LoteError } from "../errors/lote-error.ts";
import { checkFaceGraph } from "../models/check-graph.ts";
import type { ModelFolders } from "../models/folders.ts";
import { ModelHost, type ProviderName } from "../models/host/model-host.ts";
import type { NamedTensors } from "../models/host/tensor.ts";
import type { FaceDetectModel, FaceEmbedModel, FacePart } from "../models/manifest.ts";
import { HostPool } from "../models/pool/host-pool.ts";
import { verifyModel } from "../models/verify.ts";

/** What a network of faces runs on. */
export interface NetworkOptions {
  readonly models?: ModelFolders | undefined;
  readonly provider: ProviderName;
  readonly hosts: number;
  readonly threads: number;
  /** Another host program; tests pass one that crashes on purpose. */
  readonly hostProgram?: string | undefined;
}

/** Starts one host of a network of faces, its file verified, its graph held against its entry. */
export function hostOf(
  model: FaceDetectModel | FacePart | FaceEmbedModel,
  path: string,
  { provider, threads, hostProgram }: NetworkOptions,
): () => Promise<ModelHost> {
  const { name, ...normalisation } = model.input;
  return async () => {
    const host = await ModelHost.start({
      model: model.name,
      path,
      provider,
      threads,
      pictures: { input: name, normalisation },
      ...(hostProgram ? { program: hostProgram } : {}),
    });
    try {
      checkFaceGraph(model, host.signature);
    } catch (error) {
      host.kill();
      throw error;
    }
    return host;
  };
}

/** Pictures of one size for one call of a network, one after the other: bytes, or numbers in 0..255. */
export interface NetworkPictures {
  readonly data: Uint8Array | Float32Array;
  /** Of one of them. */
  readonly width: number;
  readonly height: number;
  /** 1 where left out. */
  readonly count?: number;
}

/**
 * A network of a detector in its model hosts: pictures in, its outputs by what they mean out. A picture that crashes
 * the network costs the others nothing.
 */
export class FaceNetwork {
  readonly #model: FaceDetectModel | FacePart;
  readonly #pool: HostPool<NamedTensors, NamedTensors>;

  /** @throws LoteError `model-missing`, `model-broken`; of the hosts, when the first picture comes. */
  static async open(model: FaceDetectModel | FacePart, options: NetworkOptions): Promise<FaceNetwork> {
    const { path } = await verifyModel(model, options.models);
    const pool = new HostPool<NamedTensors, NamedTensors>({
      start: hostOf(model, path, options),
      hosts: options.hosts,
      run: (host, calls) => Promise.all(calls.map((feeds) => host.run(feeds))),
      maxBatch: 1,
    });
    return new FaceNetwork(model, pool);
  }

  private constructor(model: FaceDetectModel | FacePart, pool: HostPool<NamedTensors, NamedTensors>) {
    this.#model = model;
    this.#pool = pool;
  }

  /**
   * The outputs of each call by the names that the entry gives them (`boxes`, `scores` …), over all hosts.
   *
   * @throws LoteError `model-crashed`, `model-broken`, `model-graph`; the signal's reason
   */
  async run(calls: readonly NetworkPictures[], signal?: AbortSignal | undefined): Promise<NetworkOutputs[]> {
    const { input, outputs, name: model } = this.#model;
    const results = await this.#pool.runItems(
      calls.map(({ data, width, height, count = 1 }) => {
        const dims = [count, height, width, 3];
        return {
          [input.name]:
            data instanceof Uint8Array ? { type: "uint8", dims, data } : { type: "float32", dims, data },
        };
      }),
      { signal },
    );
    return results.map((result) => {
      if (result instanceof LoteError) throw result;
      return Object.fromEntries(
        Object.entries(outputs).map(([meaning, name]) => {
          const tensor = result[name];
          if (tensor?.type !== "float32")
            throw new LoteError("model-graph", { model, detail: `${name} ${tensor?.type ?? "-"} ≠ float32` });
          return [meaning, { dims: tensor.dims, data: tensor.data }];
        }),
      );
    });
  }

  cpuMs(): Promise<number> {
    return this.#pool.cpuMs();
  }

  kill(): void {
    this.#pool.kill();
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** A network's outputs by what they mean. */
export type NetworkOutputs = Readonly<Record<string, Numbers>>;

/** A float32 tensor. */
export interface Numbers {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

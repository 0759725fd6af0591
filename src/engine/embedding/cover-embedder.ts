import type { LoteError } from "../errors/lote-error.ts";
import type { Scale } from "../matching/evidence.ts";
import { checkGraph } from "../models/check-graph.ts";
import type { ModelFolders } from "../models/folders.ts";
import { ModelHost, type ProviderName } from "../models/host/model-host.ts";
import { MachineNotes } from "../models/machine-notes.ts";
import { type CoverEmbedModel, findModel, readManifest } from "../models/manifest.ts";
import type { HostLayout } from "../models/pool/calibrate.ts";
import { chooseLayout } from "../models/pool/choose-layout.ts";
import { HostPool } from "../models/pool/host-pool.ts";
import { type PoolPicture, rowsOfPictures } from "../models/pool/rows-of-pictures.ts";
import { chooseProvider, type Note, proveProvider } from "../models/providers.ts";
import { normalisationOf, pictureShape, type Recipe } from "../models/recipe.ts";
import { verifyModel } from "../models/verify.ts";
import { spaceOf, type VectorSpace } from "./space.ts";
import { toUnitLength } from "./unit-length.ts";
import type { ViewChoice } from "./views.ts";

export interface CoverEmbedderOptions {
  /** A JSON file for what was learned about this machine, in the workspace or a cache folder. */
  readonly machineNotes: string;
  /** By its name in the manifest; the first cover model where left out. */
  readonly model?: string;
  /** Where models lie; those of this installation where left out. */
  readonly models?: ModelFolders;
  /** What `LOTE_DEVICE` or `--device` says. */
  readonly device?: ProviderName | "auto";
  /** How many pictures are to come; from `calibrateFrom` on the best layout is looked for first. */
  readonly expectedItems?: number;
  readonly cores?: number;
  /** Threads of one host; found by calibration, or two, where left out. */
  readonly threads?: number;
  /** Which views of a cover are compared. */
  readonly views?: ViewChoice;
  /** Another host program; tests pass one that crashes on purpose. */
  readonly hostProgram?: string;
}

/** What the model runs on. */
export interface Device extends HostLayout {
  readonly provider: ProviderName;
}

type EmbeddingPool = HostPool<PoolPicture, Float32Array>;

/** Pictures a call: beyond this nothing is gained on a processor, and a cancelled or crashed batch loses more. */
const maxBatch = { cpu: 16, cuda: 64, webgpu: 64 } as const;

/**
 * Covers to vectors. The caller brings pictures into the shape of {@link recipe} (`preparePixels`); the model
 * host and its graph do the rest.
 *
 * @example
 * const embedder = await CoverEmbedder.open({ machineNotes });
 * const [vector] = await embedder.embed([pixels]); // Float32Array of embedder.space.dimensions
 * await embedder.close();
 */
export class CoverEmbedder {
  readonly space: VectorSpace;
  readonly recipe: Recipe;
  readonly device: Device;
  /** Where the cosines of its space lie. */
  readonly scale: Scale;
  /** Lines to show once: why the device is not the one hoped for. */
  readonly notes: readonly Note[];
  readonly #pool: EmbeddingPool;
  readonly #normalise: boolean;

  /**
   * Verifies the model, finds out what to run it on and starts its hosts.
   *
   * @throws LoteError `model-unknown`, `model-missing`, `model-broken`, `model-graph`, `model-crashed`.
   */
  static async open(options: CoverEmbedderOptions): Promise<CoverEmbedder> {
    const model = findModel(await readManifest(options.models), "cover-embed", options.model);
    const { path, sha256 } = await verifyModel(model, options.models);
    const notes = await MachineNotes.open(options.machineNotes);
    const { provider, note } = await chooseProvider(options.device ?? "auto", (name) =>
      proveProvider(name, { notes }),
    );
    const poolOf = (layout: HostLayout) =>
      openPool(model, path, { ...layout, provider }, options.hostProgram);
    const { cores = navigator.hardwareConcurrency, threads, expectedItems = 0 } = options;
    const layout = await chooseLayout({
      key: `${sha256.slice(0, 12)} ${provider} ${cores}`,
      notes,
      expectedItems: () => expectedItems,
      cores,
      threads,
      onGraphicsDevice: provider !== "cpu",
      poolOf,
      sample: () => noise(model),
    });
    const pool = poolOf(layout);
    try {
      await pool.warm();
    } catch (error) {
      pool.kill();
      throw error;
    }
    return new CoverEmbedder(model, pool, { ...layout, provider }, note ? [note] : [], options.views);
  }

  private constructor(
    model: CoverEmbedModel,
    pool: EmbeddingPool,
    device: Device,
    notes: readonly Note[],
    views?: ViewChoice,
  ) {
    this.space = spaceOf(model, views);
    this.recipe = model.recipe;
    this.scale = model.scale;
    this.device = device;
    this.notes = notes;
    this.#pool = pool;
    this.#normalise = !model.output.unitLength;
  }

  /**
   * The vector of each picture, of unit length, in the order of the pictures; a picture that crashed the model has
   * the error in its place (`model-crashed`). A picture of one flat tone has a vector much shorter than 1: it has
   * nothing to compare. A vector does not depend on the pictures it was made with.
   *
   * Aborting kills the hosts at work on this call at once and rejects with the signal's reason.
   */
  async embed(
    pictures: readonly Uint8Array[],
    options: { signal?: AbortSignal } = {},
  ): Promise<(Float32Array | LoteError)[]> {
    const results = await this.#pool.runItems(
      pictures.map((pixels) => ({ pixels })),
      options,
    );
    if (this.#normalise)
      for (const vector of results) if (vector instanceof Float32Array) toUnitLength(vector);
    return results;
  }

  /** CPU time of the model hosts that live now, milliseconds. */
  cpuMs(): Promise<number> {
    return this.#pool.cpuMs();
  }

  /** Ends the hosts at once. */
  kill(): void {
    this.#pool.kill();
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

function openPool(model: CoverEmbedModel, path: string, device: Device, program?: string): EmbeddingPool {
  const { provider, threads, hosts } = device;
  const normalisation = normalisationOf(model.recipe);
  return new HostPool({
    start: async () => {
      const host = await ModelHost.start({
        model: model.name,
        path,
        provider,
        threads,
        ...(normalisation ? { pictures: { input: model.input.name, normalisation } } : {}),
        ...(program ? { program } : {}),
        outputs: [model.output.name],
      });
      try {
        checkGraph(model, host.signature);
      } catch (error) {
        host.kill();
        throw error;
      }
      return host;
    },
    hosts,
    run: rowsOfPictures({
      model: model.name,
      input: { name: model.input.name, shape: pictureShape(model.recipe) },
      output: { name: model.output.name, dimensions: model.dimensions },
    }),
    maxBatch: model.batch === 1 ? 1 : maxBatch[provider],
  });
}

/** Noise takes a model as long as any other picture. */
function noise({ recipe }: CoverEmbedModel): PoolPicture {
  const length = pictureShape(recipe).reduce((product, size) => product * size, 1);
  return { pixels: Uint8Array.from({ length }, (_, at) => (at * 2654435761) >>> 24) };
}

import { toUnitLength } from "../embedding/unit-length.ts";
import { LoteError } from "../errors/lote-error.ts";
import { openScaled, type ScaledPicture } from "../images/decode.ts";
import type { Pixels } from "../images/picture.ts";
import { outputOf } from "../models/check-graph.ts";
import type { ModelFolders } from "../models/folders.ts";
import type { ProviderName } from "../models/host/model-host.ts";
import { MachineNotes } from "../models/machine-notes.ts";
import { type FaceEmbedModel, findModel, readManifest } from "../models/manifest.ts";
import { HostPool } from "../models/pool/host-pool.ts";
import { type PoolPicture, rowsOfPictures } from "../models/pool/rows-of-pictures.ts";
import { chooseProvider, type Note, proveProvider } from "../models/providers.ts";
import { verifyModel } from "../models/verify.ts";
import { alignByEyes } from "./align-by-eyes.ts";
import { alignFivePoints, pixelsUnderOne } from "./align-five-points.ts";
import type { FaceDetector } from "./detectors/detector.ts";
import type {
  DetectedFace,
  FaceReader,
  FaceReading,
  FaceSpace,
  FaceThresholds,
  FindOptions,
  FoundFace,
  FoundFaces,
  QualityGate,
} from "./face-model.ts";
import { faceSpaceOf, fingerprintOf } from "./face-space.ts";
import { hostOf, type NetworkOptions } from "./network.ts";
import { openDetector, partsOf } from "./open-detector.ts";
import { placedPoints, stretching } from "./placed.ts";
import { measureFace } from "./quality.ts";
import { lookAgain } from "./second-look.ts";

export interface FaceReaderOptions {
  /** A JSON file for what was learned about this machine, in the workspace or a cache folder. */
  readonly machineNotes: string;
  /** The embedding model by its name in the manifest; the first where left out. */
  readonly model?: string | undefined;
  /** The detector by its name; the embedding model's own where left out. */
  readonly detector?: string | undefined;
  /** Where models lie; those of this installation where left out. */
  readonly models?: ModelFolders | undefined;
  /** What `LOTE_DEVICE` or `--device` says. Detectors, which are small, stay on the processor. */
  readonly device?: ProviderName | "auto" | undefined;
  /** Whether models whose licence forbids commercial use may be used. */
  readonly allowNonCommercial?: boolean | undefined;
  readonly cores?: number | undefined;
  /** Threads of one host; one where left out. */
  readonly threads?: number | undefined;
  /** Another host program; tests pass one that crashes on purpose. */
  readonly hostProgram?: string | undefined;
}

/** Faces a call of the embedding model. */
const maxBatch = 16;

/** A reader, and what its model says about how to use it. */
export interface OpenFaceReader extends FaceReader {
  readonly gate: QualityGate;
  /** By so much the second person must be farther than the first. */
  readonly margin: number;
  /** Lines to show once: why the device is not the one hoped for. */
  readonly notes: readonly Note[];
}

/**
 * Verifies the models of faces, finds out what to run them on and makes their hosts ready.
 *
 * @throws LoteError `model-unknown`, `model-licence`, `model-missing`, `model-broken`, `model-graph`, `model-crashed`
 * @example
 * const reader = await openFaceReader({ machineNotes });
 * const { faces } = await reader.read(bytes); // boxes, quality and vectors
 * await reader.close();
 */
export async function openFaceReader(options: FaceReaderOptions): Promise<OpenFaceReader> {
  const manifest = await readManifest(options.models);
  const model = findModel(manifest, "face-embed", options.model);
  const detecting = findModel(manifest, "face-detect", options.detector ?? model.detector);
  const { cores = navigator.hardwareConcurrency, threads = 1, models, hostProgram } = options;
  const hosts = Math.max(1, Math.min(8, Math.floor(cores / threads)));
  const parts = partsOf(detecting, manifest);
  for (const used of [model, detecting, ...parts]) {
    if (!used.commercialUse && !options.allowNonCommercial)
      throw new LoteError("model-licence", { model: used.name, licence: used.licence });
    await verifyModel(used, models);
  }
  const { path } = await verifyModel(model, models);
  const notes = await MachineNotes.open(options.machineNotes);
  const { provider, note } = await chooseProvider(options.device ?? "auto", (name) =>
    proveProvider(name, { notes }),
  );
  const run: NetworkOptions = { models, hostProgram, provider: "cpu", hosts, threads };
  const detector = await openDetector(detecting, manifest, run);
  const pool = embeddingPool(model, path, { ...run, provider });
  try {
    await pool.warm();
  } catch (error) {
    pool.kill();
    detector.kill();
    throw error;
  }
  return new Reader(model, detecting.name, detector, pool, {
    fingerprint: fingerprintOf(model, detecting, parts),
    notes: note ? [note] : [],
  });
}

function embeddingPool(
  model: FaceEmbedModel,
  path: string,
  options: NetworkOptions,
): HostPool<PoolPicture, Float32Array> {
  const { name, input, width, height, dimensions, batch } = model;
  return new HostPool({
    start: hostOf(model, path, options),
    hosts: options.hosts,
    run: (host, faces) =>
      rowsOfPictures({
        model: name,
        input: { name: input.name, shape: [height, width, 3] },
        output: { name: outputOf(model, host.signature.outputs)?.name ?? "", dimensions },
      })(host, faces),
    maxBatch: batch === 1 ? 1 : maxBatch,
  });
}

class Reader implements OpenFaceReader {
  readonly space: FaceSpace;
  readonly thresholds: FaceThresholds;
  readonly margin: number;
  readonly gate: QualityGate;
  readonly detector: string;
  readonly fingerprint: string;
  readonly notes: readonly Note[];
  readonly #model: FaceEmbedModel;
  readonly #detector: FaceDetector;
  readonly #pool: HostPool<PoolPicture, Float32Array>;

  constructor(
    model: FaceEmbedModel,
    detectorName: string,
    detector: FaceDetector,
    pool: HostPool<PoolPicture, Float32Array>,
    { fingerprint, notes }: { fingerprint: string; notes: readonly Note[] },
  ) {
    this.space = faceSpaceOf(model);
    const { strict, loose, margin } = model.thresholds;
    this.thresholds = { strict, loose };
    this.margin = margin;
    this.gate = model.gate;
    this.detector = detectorName;
    this.fingerprint = fingerprint;
    this.notes = notes;
    this.#model = model;
    this.#detector = detector;
    this.#pool = pool;
  }

  async find(bytes: Uint8Array, { signal }: FindOptions = {}): Promise<FoundFaces> {
    const picture = await openScaled(bytes);
    const pixels = await picture.pixels(this.#detector.longest);
    const { width, height } = picture;
    const searched = { pixels, width, height };
    let detected = await this.#detector.detect(searched, signal);
    const secondLook = detected.length === 0;
    if (secondLook) detected = await lookAgain(searched, this.#detector, signal);
    signal?.throwIfAborted();
    const closer = new Closer(picture, pixels);
    const faces: FoundFace[] = [];
    for (const face of [...detected].sort((one, other) => other.score - one.score))
      faces.push(await this.#prepare(face, closer));
    return { width, height, secondLook: secondLook && faces.length > 0, faces };
  }

  async embed(
    faces: readonly Pick<FoundFace, "pixels">[],
    { signal }: FindOptions = {},
  ): Promise<(Float32Array | LoteError)[]> {
    const vectors = await this.#pool.runItems(faces, { signal });
    for (const vector of vectors) if (vector instanceof Float32Array) toUnitLength(vector);
    return vectors;
  }

  async read(bytes: Uint8Array, options: FindOptions = {}): Promise<FaceReading> {
    const found = await this.find(bytes, options);
    const vectors = await this.embed(found.faces, options);
    return {
      ...found,
      faces: found.faces.map(({ pixels: _, ...face }, at) => ({
        ...face,
        vector: vectors[at] ?? new LoteError("bug", { detail: "a face without a vector" }),
      })) as FaceReading["faces"],
    };
  }

  async cpuMs(): Promise<number> {
    return (await this.#detector.cpuMs()) + (await this.#pool.cpuMs());
  }

  kill(): void {
    this.#detector.kill();
    this.#pool.kill();
  }

  async close(): Promise<void> {
    await Promise.all([this.#detector.close(), this.#pool.close()]);
  }

  /** Measures a face and brings it into the model's shape, from as many of the original's pixels as that takes. */
  async #prepare(face: DetectedFace, closer: Closer): Promise<FoundFace> {
    const { alignment } = this.#model;
    if (alignment === "eyes") {
      const pixels = await closer.pixels(Number.POSITIVE_INFINITY);
      return {
        ...face,
        quality: measureFace(pixels, face, 1),
        pixels: alignByEyes(pixels, face, this.#model),
      };
    }
    const share = Math.min(1, 1 / pixelsUnderOne(face.landmarks, this.#model));
    const pixels = await closer.pixels(share * closer.longest);
    const scale = pixels.width / closer.width;
    return {
      ...face,
      quality: measureFace(pixels, face, scale),
      pixels: alignFivePoints(pixels, placedPoints(face.landmarks, stretching(scale, scale)), this.#model),
    };
  }
}

/** A picture's pixels, decoded again only when a face needs more of them than there are. */
class Closer {
  readonly width: number;
  /** The longer side of the original, pixels. */
  readonly longest: number;
  readonly #picture: ScaledPicture;
  #pixels: Pixels;

  constructor(picture: ScaledPicture, pixels: Pixels) {
    this.width = picture.width;
    this.longest = Math.max(picture.width, picture.height);
    this.#picture = picture;
    this.#pixels = pixels;
  }

  /** The whole picture with a longer side of `longest` pixels or more, if the original has as many. */
  async pixels(longest: number): Promise<Pixels> {
    const there = Math.max(this.#pixels.width, this.#pixels.height);
    if (there < Math.min(longest, this.longest)) this.#pixels = await this.#picture.pixels(longest);
    return this.#pixels;
  }
}

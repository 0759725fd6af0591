import { LoteError } from "../errors/lote-error.ts";
import type { FaceDetectModel, FaceEmbedModel, FacePart } from "../models/manifest.ts";
import type { FaceSpace } from "./face-model.ts";

/** Counted up when the way faces are found, measured or aligned changes, so that stored results are not mixed. */
const alignmentVersion = 1;
const searchVersion = 1;

/**
 * The space that a model's vectors live in: its file, how a face comes into its shape, and the arithmetic after it.
 *
 * @throws LoteError `model-missing` where only pulling the model would say which file it is
 */
export function faceSpaceOf(model: FaceEmbedModel): FaceSpace {
  const { name, sha256, alignment, width, height, input, output, precision, dimensions } = model;
  if (sha256 === undefined) throw new LoteError("model-missing", { model: name });
  const identity = [
    sha256,
    alignmentVersion,
    alignment,
    width,
    height,
    input,
    output.name ?? null,
    precision,
  ];
  return { id: hash(identity), model: name, dimensions };
}

/** What a stored result depends on: the space, and all that decides which faces are found and where. */
export function fingerprintOf(
  embedding: FaceEmbedModel,
  detector: FaceDetectModel,
  parts: readonly FacePart[],
): string {
  const { method, input } = detector;
  const files = [detector, ...parts].map(({ sha256, input }) => [sha256 ?? null, input]);
  return hash([faceSpaceOf(embedding).id, searchVersion, method, input, files]);
}

function hash(value: unknown): string {
  return new Bun.CryptoHasher("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 12);
}

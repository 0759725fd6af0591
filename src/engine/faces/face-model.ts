import type { LoteError } from "../errors/lote-error.ts";

/** A place in a picture, in pixels of the original after the turn its EXIF asks for; (0, 0) is its top left corner. */
export type Point = readonly [x: number, y: number];

/** In pixels of the original, fractions included. It may reach beyond the picture's edges. */
export interface FaceBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Five points of a face. Left and right are those of the picture, not of the person. */
export interface FaceLandmarks {
  readonly leftEye: Point;
  readonly rightEye: Point;
  readonly nose: Point;
  readonly leftMouth: Point;
  readonly rightMouth: Point;
}

/** A face as a detector finds it. */
export interface DetectedFace {
  readonly box: FaceBox;
  readonly landmarks: FaceLandmarks;
  /** 0..1, the detector's own; those of two detectors mean different things. */
  readonly score: number;
}

/** What is measured of a face in the original's pixels. See {@link QualityGate} for what is enough. */
export interface FaceQuality {
  /** The box's shorter side, pixels. */
  readonly side: number;
  /** Variance of the Laplacian of the face's luminance at a fixed size: 0 for a flat one; grows with detail. */
  readonly sharpness: number;
  /** Mean luminance of the face, 0..255. */
  readonly brightness: number;
  /** Share of the face's pixels that are nearly black or nearly white, 0..1. */
  readonly clipped: number;
  /** How far the face is turned to a side, from the landmarks: 0 looks straight ahead, 1 is a profile. */
  readonly turn: number;
  /** Tilt of the eyes' line, degrees, −180..180; it is put upright before the vector is made. */
  readonly roll: number;
}

/** A face whose vector can be made. */
export interface FoundFace extends DetectedFace {
  readonly quality: FaceQuality;
  /**
   * The face's pixels in the shape that the embedding model takes, aligned, RGB bytes, from the original: hand them to
   * {@link FaceReader.embed}, then let go of them. They are as personal as the picture.
   */
  readonly pixels: Uint8Array;
}

/** What was found in a picture. */
export interface FoundFaces {
  /** Of the original after the turn its EXIF asks for, pixels. */
  readonly width: number;
  readonly height: number;
  /** Found only on a contrast-corrected, enlarged copy. */
  readonly secondLook: boolean;
  /** The most certain first. */
  readonly faces: readonly FoundFace[];
}

/** A face and its vector: unit length, `FaceSpace.dimensions` numbers. */
export interface ReadFace extends DetectedFace {
  readonly quality: FaceQuality;
  readonly vector: Float32Array;
}

/** What became of a picture. A face that crashed the model has the error in its vector's place. */
export interface FaceReading extends Omit<FoundFaces, "faces"> {
  readonly faces: readonly (ReadFace | (Omit<ReadFace, "vector"> & { readonly vector: LoteError }))[];
}

/**
 * Where vectors of faces live. Vectors of two spaces say nothing about each other: another file, alignment,
 * normalisation or precision is another space.
 */
export interface FaceSpace {
  /** 12 hexadecimal digits; equal for equal model file, alignment, recipe and precision, on every machine. */
  readonly id: string;
  /** Of the embedding model, as `--model` names it; what `face_embeddings.modelo` holds. */
  readonly model: string;
  readonly dimensions: number;
}

/** Cosine distances (1 − cosine) of one space. */
export interface FaceThresholds {
  /** At most this far: taken for the same person. */
  readonly strict: number;
  /** At most this far: worth showing to a person. */
  readonly loose: number;
}

/** Why a picture gave no vector to keep; the first that holds, in this order. */
export const faceFaults = [
  "no-face",
  "several-faces",
  "too-small",
  "blurred",
  "badly-lit",
  "turned-away",
] as const;
export type FaceFault = (typeof faceFaults)[number];

/** Which face of several is meant. */
export const facePolicies = ["require-one", "largest", "most-central"] as const;
export type FacePolicy = (typeof facePolicies)[number];

/** What is enough of each measure; a face that misses one is refused with the measure. */
export interface QualityGate {
  readonly side: number;
  readonly sharpness: number;
  readonly brightness: readonly [least: number, most: number];
  readonly clipped: number;
  readonly turn: number;
}

export interface FindOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds faces and turns them into vectors. A stage of many in parallel calls `find`, a stage of batches `embed` with
 * faces of several pictures; a query calls `read`.
 */
export interface FaceReader {
  readonly space: FaceSpace;
  readonly thresholds: FaceThresholds;
  /** The detector's name in the manifest. */
  readonly detector: string;
  /** What a stored result depends on: detector, its files and settings, the space. For checkpoint keys. */
  readonly fingerprint: string;
  /**
   * Finds the faces of a picture; none is a result, not an error.
   *
   * @throws LoteError as `decodePicture`; `model-crashed` where the picture takes a model down; the signal's reason
   */
  find(picture: Uint8Array, options?: FindOptions): Promise<FoundFaces>;
  /** The vectors of faces, in their order; one that crashed the model has the error in its place. */
  embed(
    faces: readonly Pick<FoundFace, "pixels">[],
    options?: FindOptions,
  ): Promise<(Float32Array | LoteError)[]>;
  /** Both in one. */
  read(picture: Uint8Array, options?: FindOptions): Promise<FaceReading>;
  /** CPU time of the model hosts that live now, milliseconds. */
  cpuMs(): Promise<number>;
  /** Ends the hosts at once. */
  kill(): void;
  close(): Promise<void>;
}

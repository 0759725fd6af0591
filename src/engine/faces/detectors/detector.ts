import type { Pixels } from "../../images/picture.ts";
import type { DetectedFace } from "../face-model.ts";
import { placed, stretching } from "../placed.ts";

/** A picture that faces are looked for in, which may be smaller than the original. */
export interface Searched {
  readonly pixels: Pixels;
  /** Of the original, pixels. */
  readonly width: number;
  readonly height: number;
}

/** Finds faces and five points in each. */
export interface FaceDetector {
  /**
   * The longer side, pixels, that the detector makes use of: a larger picture may be halved as long as it keeps as
   * much.
   */
  readonly longest: number;
  /** In the original's pixels, the surest first. */
  detect(searched: Searched, signal?: AbortSignal | undefined): Promise<DetectedFace[]>;
  cpuMs(): Promise<number>;
  kill(): void;
  close(): Promise<void>;
}

/** The faces of a searched picture, in the original's pixels. */
export function inOriginal(
  faces: readonly DetectedFace[],
  { pixels, width, height }: Searched,
): DetectedFace[] {
  const [across, down] = [width / pixels.width, height / pixels.height];
  if (across === 1 && down === 1) return [...faces];
  return faces.map((face) => placed(face, stretching(across, down)));
}

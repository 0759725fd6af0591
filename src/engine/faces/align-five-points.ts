import type { Pixels } from "../images/picture.ts";
import { type Affine, inverseOf, similarityTo, warp } from "./affine.ts";
import type { FaceLandmarks, Point } from "./face-model.ts";

/** Where ArcFace wants eyes, nose and mouth in 112 × 112 pixels (Deng et al., CVPR 2019; insightface's norm_crop). */
const arcface: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];
const arcfaceSide = 112;

/** The shape that a model takes. */
export interface Shape {
  readonly width: number;
  readonly height: number;
}

/** Pixels of the picture that lie under one pixel of the aligned face, along a side. Below 1 it is enlarged. */
export function pixelsUnderOne(landmarks: FaceLandmarks, shape: Shape): number {
  const [a, , , b] = toShape(landmarks, shape);
  return 1 / Math.hypot(a, b);
}

/**
 * A face brought to ArcFace's five places by a similarity, RGB bytes; black where the picture ends.
 *
 * @param landmarks in the picture's pixels
 */
export function alignFivePoints(picture: Pixels, landmarks: FaceLandmarks, shape: Shape): Uint8Array {
  return warp(picture, inverseOf(toShape(landmarks, shape)), shape.width, shape.height);
}

function toShape({ leftEye, rightEye, nose, leftMouth, rightMouth }: FaceLandmarks, shape: Shape): Affine {
  const [across, down] = [shape.width / arcfaceSide, shape.height / arcfaceSide];
  return similarityTo(
    [leftEye, rightEye, nose, leftMouth, rightMouth],
    arcface.map(([x, y]): Point => [x * across, y * down]),
  );
}

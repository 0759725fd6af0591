import type { Pixels } from "../images/picture.ts";
import { affineOf, warp } from "./affine.ts";
import type { DetectedFace, FaceLandmarks, FaceQuality } from "./face-model.ts";

/** Every face is measured at this size, pixels a side: only so are two measures comparable. */
const side = 112;
/** Luminance beyond which nothing is told apart any more. */
const black = 8;
const white = 247;

/**
 * What can be measured of a face.
 *
 * @param picture the original, or a copy of it that is smaller by `scale`
 * @param face in the original's pixels
 */
export function measureFace(picture: Pixels, face: DetectedFace, scale: number): FaceQuality {
  const { box, landmarks } = face;
  const back = affineOf(
    [box.left * scale, box.top * scale],
    [(box.width * scale) / side, (box.height * scale) / side],
  );
  const tones = luminance(warp(picture, back, side, side));
  let [sum, clipped] = [0, 0];
  for (const tone of tones) {
    sum += tone;
    if (tone <= black || tone >= white) clipped += 1;
  }
  return {
    side: Math.min(box.width, box.height),
    sharpness: laplacianVariance(tones),
    brightness: sum / tones.length,
    clipped: clipped / tones.length,
    turn: turnOf(landmarks),
    roll: rollOf(landmarks),
  };
}

function luminance(rgb: Uint8Array): Float64Array {
  const tones = new Float64Array(rgb.length / 3);
  for (let at = 0, read = 0; at < tones.length; at++, read += 3) {
    tones[at] =
      0.299 * (rgb[read] as number) + 0.587 * (rgb[read + 1] as number) + 0.114 * (rgb[read + 2] as number);
  }
  return tones;
}

/**
 * The variance of the Laplacian (Pech-Pacheco et al., *Diatom autofocusing in brightfield microscopy*, ICPR 2000): what
 * is out of focus has few edges.
 */
function laplacianVariance(tones: Float64Array): number {
  let [sum, squares, count] = [0, 0, 0];
  for (let row = 1; row < side - 1; row++) {
    for (let column = 1; column < side - 1; column++) {
      const at = row * side + column;
      const value =
        (tones[at - 1] as number) +
        (tones[at + 1] as number) +
        (tones[at - side] as number) +
        (tones[at + side] as number) -
        4 * (tones[at] as number);
      sum += value;
      squares += value * value;
      count += 1;
    }
  }
  return squares / count - (sum / count) ** 2;
}

/** How far the nose has left the middle between the eyes, along their line: 1 where it is over one of them. */
function turnOf({ leftEye, rightEye, nose }: FaceLandmarks): number {
  const [dx, dy] = [rightEye[0] - leftEye[0], rightEye[1] - leftEye[1]];
  const square = dx * dx + dy * dy;
  if (square === 0) return 1;
  const along = ((nose[0] - leftEye[0]) * dx + (nose[1] - leftEye[1]) * dy) / square;
  return Math.abs(2 * along - 1);
}

function rollOf({ leftEye, rightEye }: FaceLandmarks): number {
  return (Math.atan2(rightEye[1] - leftEye[1], rightEye[0] - leftEye[0]) * 180) / Math.PI;
}

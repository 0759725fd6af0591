import { cropped } from "../images/cropped.ts";
import { evenContrast } from "../images/even-contrast.ts";
import type { Pixels } from "../images/picture.ts";
import { loadSharp } from "../images/sharp.ts";
import type { FaceDetector, Searched } from "./detectors/detector.ts";
import { distinctFaces } from "./detectors/overlap.ts";
import type { DetectedFace, Point } from "./face-model.ts";
import { placed } from "./placed.ts";

/** How much larger the copy is, as long as it does not pass what the detector makes use of twice. */
const enlargement = 2;
/** Parts of the copy that are looked at by themselves, as shares of its sides: four corners and the middle. */
const partShare = 0.6;
const corners: readonly Point[] = [
  [0, 0],
  [1 - partShare, 0],
  [0, 1 - partShare],
  [1 - partShare, 1 - partShare],
  [(1 - partShare) / 2, (1 - partShare) / 2],
];
/** Two finds in two parts are one face from this overlap on. */
const sameFace = 0.4;

/**
 * Looks for faces once more, in a copy whose contrast is evened out place by place and that is enlarged; then in parts
 * of it, for faces too small for the detector's input. Only boxes and points come out of it: vectors are made of the
 * original's pixels.
 */
export async function lookAgain(
  searched: Searched,
  detector: FaceDetector,
  signal?: AbortSignal | undefined,
): Promise<DetectedFace[]> {
  const copy = await correctedCopy(searched.pixels, 2 * detector.longest);
  const whole = await detector.detect({ ...searched, pixels: copy }, signal);
  if (whole.length > 0) return whole;
  const [across, down] = [searched.width / copy.width, searched.height / copy.height];
  const found: DetectedFace[] = [];
  for (const [x, y] of corners) {
    const part = {
      left: Math.floor(x * copy.width),
      top: Math.floor(y * copy.height),
      width: Math.ceil(partShare * copy.width),
      height: Math.ceil(partShare * copy.height),
    };
    const pixels = cropped(copy, part);
    const faces = await detector.detect({ pixels, width: pixels.width, height: pixels.height }, signal);
    found.push(
      ...faces.map((face) => placed(face, ([x, y]) => [(x + part.left) * across, (y + part.top) * down])),
    );
  }
  return distinctFaces(found, sameFace);
}

async function correctedCopy({ data, width, height }: Pixels, most: number): Promise<Pixels> {
  const sharp = await loadSharp();
  const share = Math.max(1, Math.min(enlargement, most / Math.max(width, height)));
  const size = { width: Math.round(width * share), height: Math.round(height * share) };
  const even = evenContrast({ data, width, height });
  const copy = sharp(even.data, { raw: { width, height, channels: 3 } })
    .resize(size.width, size.height, { fit: "fill", kernel: "cubic" })
    .raw({ depth: "uchar" });
  return { data: await copy.toBuffer(), ...size };
}

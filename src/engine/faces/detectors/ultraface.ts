import { LoteError } from "../../errors/lote-error.ts";
import type { Pixels } from "../../images/picture.ts";
import type { FaceDetectModel, FacePart } from "../../models/manifest.ts";
import { affineOf, warp } from "../affine.ts";
import type { DetectedFace, FaceLandmarks, Point } from "../face-model.ts";
import { FaceNetwork, type NetworkOptions, type NetworkOutputs } from "../network.ts";
import { type FaceDetector, inOriginal } from "./detector.ts";
import { fitInside } from "./fit-inside.ts";
import { type ScoredBox, withoutOverlaps } from "./overlap.ts";

/** Side of what the network of landmarks takes, pixels. */
const pointsSide = 64;

/**
 * UltraFace (*Ultra-Light-Fast-Generic-Face-Detector-1MB*, RFB, 320 × 240): one pass, boxes as shares of its input.
 * Each box then goes, stretched to a square, through a network that finds 68 points (iBUG's order); five are made of
 * them.
 */
export async function openUltraface(
  model: FaceDetectModel,
  landmarks: FacePart,
  options: NetworkOptions,
): Promise<FaceDetector> {
  const { method } = model;
  if (method.kind !== "ultraface") throw new LoteError("bug", { detail: `${model.name} is no UltraFace` });
  const boxes = await FaceNetwork.open(model, options);
  const points = await FaceNetwork.open(landmarks, options);
  return {
    longest: 2 * Math.max(method.width, method.height),
    detect: async (searched, signal) => {
      const { pixels, scale } = await fitInside(searched.pixels, method);
      const [outputs = {}] = await boxes.run([pixels], signal);
      const found = withoutOverlaps(candidates(outputs, method, scale), method.overlap);
      const marks = await points.run(
        found.map((box) => cutOut(searched.pixels, box)),
        signal,
      );
      const faces = found.map(
        (box, at): DetectedFace => ({
          box: { left: box.left, top: box.top, width: box.right - box.left, height: box.bottom - box.top },
          landmarks: fivePoints(marks[at]?.points?.data ?? new Float32Array(136), box),
          score: box.score,
        }),
      );
      return inOriginal(faces, searched);
    },
    cpuMs: async () => (await boxes.cpuMs()) + (await points.cpuMs()),
    kill: () => {
      boxes.kill();
      points.kill();
    },
    close: async () => {
      await Promise.all([boxes.close(), points.close()]);
    },
  };
}

function candidates(
  outputs: NetworkOutputs,
  { width, height, score: least }: { width: number; height: number; score: number },
  [across, down]: readonly [number, number],
): ScoredBox[] {
  const scores = outputs.scores?.data ?? new Float32Array(0);
  const corners = outputs.boxes?.data ?? new Float32Array(0);
  const found: ScoredBox[] = [];
  for (let at = 0; at * 2 < scores.length; at++) {
    const score = scores[at * 2 + 1] as number;
    if (score < least) continue;
    const [left, top, right, bottom] = corners.subarray(at * 4, at * 4 + 4) as unknown as number[];
    found.push({
      left: ((left ?? 0) * width) / across,
      top: ((top ?? 0) * height) / down,
      right: ((right ?? 0) * width) / across,
      bottom: ((bottom ?? 0) * height) / down,
      score,
    });
  }
  return found;
}

function cutOut(picture: Pixels, { left, top, right, bottom }: ScoredBox): Pixels {
  const back = affineOf([left, top], [(right - left) / pointsSide, (bottom - top) / pointsSide]);
  return { data: warp(picture, back, pointsSide, pointsSide), width: pointsSide, height: pointsSide };
}

/** The middle of each eye's six points, the tip of the nose, the corners of the mouth. */
function fivePoints(marks: Float32Array, { left, top, right, bottom }: ScoredBox): FaceLandmarks {
  const place = (from: number, to = from): Point => {
    let [x, y] = [0, 0];
    for (let at = from; at <= to; at++) {
      x += marks[at * 2] as number;
      y += marks[at * 2 + 1] as number;
    }
    const count = to - from + 1;
    return [left + (x / count) * (right - left), top + (y / count) * (bottom - top)];
  };
  return {
    leftEye: place(36, 41),
    rightEye: place(42, 47),
    nose: place(30),
    leftMouth: place(48),
    rightMouth: place(54),
  };
}

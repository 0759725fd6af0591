import { LoteError } from "../../errors/lote-error.ts";
import type { FaceDetectModel } from "../../models/manifest.ts";
import type { DetectedFace, Point } from "../face-model.ts";
import { FaceNetwork, type NetworkOptions, type NetworkOutputs } from "../network.ts";
import { placed, stretching } from "../placed.ts";
import { type FaceDetector, inOriginal } from "./detector.ts";
import { fitInside } from "./fit-inside.ts";
import { type ScoredBox, withoutOverlaps } from "./overlap.ts";

const strides = [8, 16, 32] as const;
/** The network halves its input five times. */
const multiple = 32;

interface Candidate extends ScoredBox {
  readonly points: readonly Point[];
}

/**
 * YuNet (Wu, Peng, Yu, *YuNet: a tiny millisecond-level face detector*, 2023), decoded as OpenCV's FaceDetectorYN does:
 * each cell of three grids says how sure it is of a face, where its middle and its five points lie from its own corner
 * in strides, and the logarithm of its size.
 */
export async function openYunet(model: FaceDetectModel, options: NetworkOptions): Promise<FaceDetector> {
  const { method } = model;
  if (method.kind !== "yunet") throw new LoteError("bug", { detail: `${model.name} is no YuNet` });
  const network = await FaceNetwork.open(model, options);
  return {
    longest: method.longest,
    detect: async (searched, signal) => {
      const { longest } = method;
      const { width, height } = searched.pixels;
      const share = Math.min(1, longest / Math.max(width, height));
      const shape = { width: upToMultiple(width * share), height: upToMultiple(height * share) };
      const { pixels, scale } = await fitInside(searched.pixels, shape);
      const [outputs = {}] = await network.run([pixels], signal);
      const candidates = strides.flatMap((stride) =>
        decode(outputs, stride, shape.width / stride, method.score),
      );
      const faces = withoutOverlaps(candidates, method.overlap).map((candidate) =>
        placed(toFace(candidate), stretching(1 / scale[0], 1 / scale[1])),
      );
      return inOriginal(faces, searched);
    },
    cpuMs: () => network.cpuMs(),
    kill: () => network.kill(),
    close: () => network.close(),
  };
}

function upToMultiple(size: number): number {
  return Math.max(multiple, Math.ceil(Math.round(size) / multiple) * multiple);
}

function decode(
  outputs: NetworkOutputs,
  stride: (typeof strides)[number],
  columns: number,
  least: number,
): Candidate[] {
  const [classes, objects, boxes, points] = ["cls", "obj", "bbox", "kps"].map(
    (name) => outputs[`${name}_${stride}`]?.data ?? new Float32Array(0),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const found: Candidate[] = [];
  for (let cell = 0; cell < classes.length; cell++) {
    const score = Math.sqrt(share(classes[cell]) * share(objects[cell]));
    if (score < least) continue;
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    const at = (offset: number) => boxes[cell * 4 + offset] as number;
    const [x, y] = [(column + at(0)) * stride, (row + at(1)) * stride];
    const [width, height] = [Math.exp(at(2)) * stride, Math.exp(at(3)) * stride];
    found.push({
      ...{ left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2, score },
      points: [0, 1, 2, 3, 4].map((point) => [
        (column + (points[cell * 10 + point * 2] as number)) * stride,
        (row + (points[cell * 10 + point * 2 + 1] as number)) * stride,
      ]),
    });
  }
  return found;
}

function share(value: number | undefined): number {
  return Math.min(1, Math.max(0, value ?? 0));
}

function toFace({ left, top, right, bottom, score, points }: Candidate): DetectedFace {
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = points as [Point, Point, Point, Point, Point];
  return {
    box: { left, top, width: right - left, height: bottom - top },
    landmarks: { leftEye, rightEye, nose, leftMouth, rightMouth },
    score,
  };
}

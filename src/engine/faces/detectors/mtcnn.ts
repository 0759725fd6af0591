import { LoteError } from "../../errors/lote-error.ts";
import type { FaceDetectModel, FacePart } from "../../models/manifest.ts";
import { sample } from "../affine.ts";
import type { DetectedFace, Point } from "../face-model.ts";
import {
  FaceNetwork,
  type NetworkOptions,
  type NetworkOutputs,
  type NetworkPictures,
  type Numbers,
} from "../network.ts";
import { type FaceDetector, inOriginal } from "./detector.ts";
import { type ScoredBox, withoutOverlaps } from "./overlap.ts";
import { type Bordered, bordered, levelOf } from "./pyramid.ts";

/** Side of what the proposal network sees of one place, and from one place to the next, pixels. */
const cell = 12;
const stride = 2;
/** Overlaps: proposals of one level, of all levels, and what the second and the third network leave. */
const overlaps = { level: 0.5, levels: 0.7, refined: 0.7, final: 0.7 } as const;
/**
 * The longer side of the largest level, pixels. Of a larger picture the finest levels are left out: faces below a
 * fortieth of its longer side are not looked for, and the others are found as before.
 */
const largestLevel = 800;
const longest = 1280;
/** Places that go through a network in one call. */
const mostPatches = 256;

type Method = Extract<FaceDetectModel["method"], { kind: "mtcnn" }>;

/**
 * MTCNN (Zhang, Zhang, Li, Qiao, *Joint face detection and alignment using multi-task cascaded convolutional networks*,
 * 2016), in full: proposals on a pyramid of the picture, refined by a second network, judged and given their points by
 * a third. Numbers and order of the steps are those of ipazc's mtcnn 1.0, which deepface uses, border included.
 */
export async function openMtcnn(
  model: FaceDetectModel,
  parts: { readonly proposal: FacePart; readonly refinement: FacePart },
  options: NetworkOptions,
): Promise<FaceDetector> {
  const { method } = model;
  if (method.kind !== "mtcnn") throw new LoteError("bug", { detail: `${model.name} is no MTCNN` });
  const [proposal, refinement, output] = [
    await FaceNetwork.open(parts.proposal, options),
    await FaceNetwork.open(parts.refinement, { ...options, hosts: 1 }),
    await FaceNetwork.open(model, { ...options, hosts: 1 }),
  ];
  const networks = [proposal, refinement, output];
  return {
    longest,
    detect: async (searched, signal) => {
      const picture = bordered(searched.pixels);
      const proposed = await propose(picture, proposal, parts.proposal, method, signal);
      const refined = await refine(picture, proposed, refinement, method, signal);
      return inOriginal(await judge(picture, refined, output, method, signal), searched);
    },
    cpuMs: async () => {
      let sum = 0;
      for (const network of networks) sum += await network.cpuMs();
      return sum;
    },
    kill: () => {
      for (const network of networks) network.kill();
    },
    close: async () => {
      await Promise.all(networks.map((network) => network.close()));
    },
  };
}

function scalesOf({ width, height, picture }: Bordered, { smallest, step }: Method): number[] {
  const count = Math.round(-(Math.log(Math.min(width, height) / cell) / Math.log(step) + 1));
  const edge = Math.max(picture.width, picture.height);
  return Array.from({ length: Math.max(0, count) }, (_, at) => (cell / smallest) * step ** at).filter(
    (scale) => scale * edge <= largestLevel,
  );
}

async function propose(
  picture: Bordered,
  network: FaceNetwork,
  { input }: FacePart,
  method: Method,
  signal: AbortSignal | undefined,
): Promise<ScoredBox[]> {
  const scales = scalesOf(picture, method);
  const levels = scales.map((scale) => levelOf(picture, scale));
  const outputs = await network.run(
    levels.map(({ pixels }) => pixels),
    signal,
  );
  const boxes = levels.flatMap(({ left, top }, at) => {
    const found = proposals(outputs[at] ?? {}, input.axes ?? "nchw", method.scores[0]);
    const scale = scales[at] as number;
    return withoutOverlaps(
      found.map(({ column, row, score, shifts }) => {
        const [x, y] = [column * stride + left, row * stride + top];
        const side = cell - 1;
        return {
          left: (x + 1 + shifts[0] * side) / scale,
          top: (y + 1 + shifts[1] * side) / scale,
          right: (x + cell + shifts[2] * side) / scale,
          bottom: (y + cell + shifts[3] * side) / scale,
          score,
        };
      }),
      overlaps.level,
      { by: "all" },
    );
  });
  return withoutOverlaps(boxes, overlaps.levels, { by: "all" }).map(squared);
}

type Shifts = readonly [left: number, top: number, right: number, bottom: number];

interface Proposal {
  readonly column: number;
  readonly row: number;
  readonly score: number;
  readonly shifts: Shifts;
}

/** The places of the proposal network's map that may show a face, in the order of its axes. */
function proposals(
  { boxes, scores }: NetworkOutputs,
  axes: "nchw" | "nhwc" | "nwhc",
  least: number,
): Proposal[] {
  if (!boxes || !scores) return [];
  const [, one = 0, two = 0, three = 0] = scores.dims;
  const [rows, columns] = axes === "nchw" ? [two, three] : axes === "nhwc" ? [one, two] : [two, one];
  const place = (row: number, column: number, channel: number, depth: number): number => {
    if (axes === "nchw") return (channel * rows + row) * columns + column;
    if (axes === "nhwc") return (row * columns + column) * depth + channel;
    return (column * rows + row) * depth + channel;
  };
  const found: Proposal[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const score = scores.data[place(row, column, 1, 2)] as number;
      if (score <= least) continue;
      const shift = (channel: number) => boxes.data[place(row, column, channel, 4)] as number;
      found.push({ column, row, score, shifts: [shift(0), shift(1), shift(2), shift(3)] });
    }
  }
  return found;
}

async function refine(
  picture: Bordered,
  boxes: readonly ScoredBox[],
  network: FaceNetwork,
  { scores: [, least] }: Method,
  signal: AbortSignal | undefined,
): Promise<ScoredBox[]> {
  const found: ScoredBox[] = [];
  for (const { batch, outputs } of await patchesThrough(picture, boxes, 24, network, signal)) {
    batch.forEach((box, at) => {
      const score = outputs.scores?.data[at * 2 + 1] ?? 0;
      if (score > least) found.push({ ...shifted(box, outputs.boxes, at), score });
    });
  }
  return withoutOverlaps(found, overlaps.refined, { by: "all" }).map(squared);
}

interface Judged extends ScoredBox {
  readonly points: readonly Point[];
}

async function judge(
  picture: Bordered,
  boxes: readonly ScoredBox[],
  network: FaceNetwork,
  { scores: [, , least] }: Method,
  signal: AbortSignal | undefined,
): Promise<DetectedFace[]> {
  const found: Judged[] = [];
  for (const { batch, outputs } of await patchesThrough(picture, boxes, 48, network, signal)) {
    batch.forEach((box, at) => {
      const score = outputs.scores?.data[at * 2 + 1] ?? 0;
      if (score <= least) return;
      const [across, down] = [box.right - box.left + 1, box.bottom - box.top + 1];
      const mark = (offset: number) => outputs.landmarks?.data[at * 10 + offset] ?? 0;
      const points = [0, 1, 2, 3, 4].map(
        (point): Point => [
          across * mark(point) + box.left - 1 - picture.left,
          down * mark(point + 5) + box.top - 1 - picture.top,
        ],
      );
      found.push({ ...shifted(box, outputs.boxes, at), score, points });
    });
  }
  return withoutOverlaps(found, overlaps.final, { of: "smaller", by: "all" }).map(
    ({ points, score, ...corners }) => {
      const [leftEye, rightEye, nose, leftMouth, rightMouth] = points as [Point, Point, Point, Point, Point];
      const clamp = (value: number, size: number) => Math.min(Math.max(value, 0), size - 1);
      const [left, right] = [clamp(corners.left, picture.width), clamp(corners.right, picture.width)];
      const [top, bottom] = [clamp(corners.top, picture.height), clamp(corners.bottom, picture.height)];
      return {
        box: { left: left - picture.left, top: top - picture.top, width: right - left, height: bottom - top },
        landmarks: { leftEye, rightEye, nose, leftMouth, rightMouth },
        score,
      };
    },
  );
}

/** The places under boxes as small squares, through a network in batches. */
async function patchesThrough(
  picture: Bordered,
  boxes: readonly ScoredBox[],
  side: number,
  network: FaceNetwork,
  signal: AbortSignal | undefined,
) {
  const batches: (readonly ScoredBox[])[] = [];
  for (let from = 0; from < boxes.length; from += mostPatches)
    batches.push(boxes.slice(from, from + mostPatches));
  const outputs = await network.run(
    batches.map((batch) => patches(picture, batch, side)),
    signal,
  );
  return batches.map((batch, at) => ({ batch, outputs: outputs[at] ?? {} }));
}

/**
 * Squares under boxes, by bilinear interpolation as TensorFlow's crop_and_resize does it: the first and the last sample
 * lie on the box's edges, counted in whole pixels' middles.
 */
function patches(picture: Bordered, boxes: readonly ScoredBox[], side: number): NetworkPictures {
  const { left, top, width, height } = picture;
  const data = new Float32Array(boxes.length * side * side * 3);
  const [across, down] = [(width - 1) / width, (height - 1) / height];
  boxes.forEach((box, at) => {
    const [stepX, stepY] = [
      ((box.right - box.left) * across) / (side - 1),
      ((box.bottom - box.top) * down) / (side - 1),
    ];
    const [fromX, fromY] = [box.left * across - left, box.top * down - top];
    const back = [stepX, 0, fromX - stepX / 2 + 0.5, 0, stepY, fromY - stepY / 2 + 0.5] as const;
    const patch = data.subarray(at * side * side * 3, (at + 1) * side * side * 3);
    sample(picture.picture, back, { width: side, height: side, data: patch });
  });
  return { data, width: side, height: side, count: boxes.length };
}

function shifted(box: ScoredBox, shifts: Numbers | undefined, at: number): ScoredBox {
  const [across, down] = [box.right - box.left + 1, box.bottom - box.top + 1];
  const shift = (offset: number) => shifts?.data[at * 4 + offset] ?? 0;
  return {
    left: box.left + shift(0) * across,
    top: box.top + shift(1) * down,
    right: box.right + shift(2) * across,
    bottom: box.bottom + shift(3) * down,
    score: box.score,
  };
}

/** The square of the longer side around the same middle. */
function squared({ left, top, right, bottom, score }: ScoredBox): ScoredBox {
  const side = Math.max(right - left, bottom - top);
  const x = (left + right - side) / 2;
  const y = (top + bottom - side) / 2;
  return { left: x, top: y, right: x + side, bottom: y + side, score };
}

import { LoteError } from "../../errors/lote-error.ts";
import type { FaceDetectModel } from "../../models/manifest.ts";
import type { DetectedFace, Point } from "../face-model.ts";
import { FaceNetwork, type NetworkOptions, type Numbers } from "../network.ts";
import { placed, stretching } from "../placed.ts";
import { type FaceDetector, inOriginal } from "./detector.ts";
import { fitInside } from "./fit-inside.ts";
import { distinctFaces } from "./overlap.ts";

/** From this mark on a place belongs to an eye or to lips. */
const marked = 0.35;
/** Eyes of one face have areas that differ by no more than this factor. */
const alike = 3;
/** Middle of the lips below the middle of the eyes, by the distance of the eyes: where it is on drawn faces. */
const below = { least: 0.65, usual: 0.95, most: 1.6 } as const;

/**
 * Finds the faces that lote draws: two bluish eyes, crimson lips below them, in the proportions of such a face, and the
 * rosy tip of a nose between them.
 */
export async function openDrawn(model: FaceDetectModel, options: NetworkOptions): Promise<FaceDetector> {
  const { method } = model;
  if (method.kind !== "drawn")
    throw new LoteError("bug", { detail: `${model.name} does not find drawn faces` });
  const network = await FaceNetwork.open(model, options);
  return {
    longest: method.longest,
    detect: async (searched, signal) => {
      const { width, height } = searched.pixels;
      const share = Math.min(1, method.longest / Math.max(width, height));
      const even = (side: number) => Math.max(2, 2 * Math.ceil((side * share) / 2));
      const { pixels, scale } = await fitInside(searched.pixels, {
        width: even(width),
        height: even(height),
      });
      const [outputs = {}] = await network.run([pixels], signal);
      const { marks } = outputs;
      if (!marks) return [];
      const [eyes, lips] = [spotsOf(marks, 0), spotsOf(marks, 1)];
      const faces = distinctFaces(facesOf(eyes, lips, method.score), 0.2);
      return inOriginal(
        faces.map((face) => placed(face, stretching(1 / scale[0], 1 / scale[1]))),
        searched,
      );
    },
    cpuMs: () => network.cpuMs(),
    kill: () => network.kill(),
    close: () => network.close(),
  };
}

/** Places of one mark that touch each other. */
interface Spot {
  readonly x: number;
  readonly y: number;
  readonly area: number;
  readonly places: readonly Point[];
}

/** The spots of a mark, in the pixels of the network's input: its map has half as many. */
function spotsOf({ dims, data }: Numbers, channel: number): Spot[] {
  const [, , rows = 0, columns = 0] = dims;
  const plane = data.subarray(channel * rows * columns, (channel + 1) * rows * columns);
  const seen = new Uint8Array(plane.length);
  const spots: Spot[] = [];
  for (let start = 0; start < plane.length; start++) {
    if (seen[start] || (plane[start] as number) < marked) continue;
    const places: Point[] = [];
    const queue = [start];
    seen[start] = 1;
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      const [column, row] = [at % columns, Math.floor(at / columns)];
      places.push([2 * column + 1, 2 * row + 1]);
      for (const [across, down] of neighbours) {
        const [x, y] = [column + across, row + down];
        const next = y * columns + x;
        if (x < 0 || y < 0 || x >= columns || y >= rows || seen[next] || (plane[next] as number) < marked)
          continue;
        seen[next] = 1;
        queue.push(next);
      }
    }
    const mean = (axis: 0 | 1) => places.reduce((sum, place) => sum + place[axis], 0) / places.length;
    spots.push({ x: mean(0), y: mean(1), area: places.length, places });
  }
  return spots.sort((one, other) => other.area - one.area).slice(0, mostSpots);
}

const mostSpots = 60;
const neighbours = [-1, 0, 1].flatMap((x) => [-1, 0, 1].map((y) => [x, y] as const));

function facesOf(eyes: readonly Spot[], lips: readonly Spot[], least: number): DetectedFace[] {
  const found: DetectedFace[] = [];
  for (const left of eyes) {
    for (const right of eyes) {
      const apart = Math.hypot(right.x - left.x, right.y - left.y);
      if (right.x <= left.x || apart < 4) continue;
      if (left.area > alike * right.area || right.area > alike * left.area) continue;
      for (const mouth of lips) {
        const face = faceOf(left, right, mouth, lips);
        if (face && face.score >= least) found.push(face);
      }
    }
  }
  return found;
}

function faceOf(left: Spot, right: Spot, mouth: Spot, lips: readonly Spot[]): DetectedFace | null {
  const apart = Math.hypot(right.x - left.x, right.y - left.y);
  const along: Point = [(right.x - left.x) / apart, (right.y - left.y) / apart];
  const down: Point = [-along[1], along[0]];
  const middle: Point = [(left.x + right.x) / 2, (left.y + right.y) / 2];
  /** Along the line of the eyes and below it, in distances of the eyes. */
  const from = ({ x, y }: Spot) => {
    const [dx, dy] = [x - middle[0], y - middle[1]];
    return {
      aside: (dx * along[0] + dy * along[1]) / apart,
      lower: (dx * down[0] + dy * down[1]) / apart,
    };
  };
  const halfOf = ({ x, y, places }: Spot) => {
    const reach = places.map((place) => (place[0] - x) * along[0] + (place[1] - y) * along[1]);
    return (Math.max(...reach) - Math.min(...reach)) / 2;
  };
  const { aside, lower } = from(mouth);
  if (lower < below.least || lower > below.most || Math.abs(aside) > 0.6) return null;
  const half = halfOf(mouth);
  if (half < 0.18 * apart) return null;
  const tip = lips.find((spot) => {
    if (spot === mouth) return false;
    const at = from(spot);
    const between = at.lower > 0.2 && at.lower < lower - 0.15 && Math.abs(at.aside) < 0.9;
    return between && halfOf(spot) < 0.3 * apart;
  });
  const size = Math.sqrt((left.area + right.area) / 2) / apart;
  // An eye is about a third of the way to the other one wide, the lips about as wide as the eyes are apart.
  const fits = [
    Math.abs(lower - below.usual) / 0.6,
    Math.abs(aside) / 0.8,
    Math.abs(half / apart - 0.42) / 0.6,
  ];
  const score =
    Math.max(0, 1 - fits.reduce((sum, fit) => sum + fit ** 2, 0)) * (size > 0.04 && size < 0.4 ? 1 : 0);
  const place = (x: number, y: number): Point => [
    middle[0] + apart * (x * along[0] + y * down[0]),
    middle[1] + apart * (x * along[1] + y * down[1]),
  ];
  const [centreX, centreY] = place(aside * 0.5, 0.32);
  const [width, height] = [2.5 * apart, 3.2 * apart];
  const corner = (side: number): Point => [
    mouth.x + side * half * along[0],
    mouth.y + side * half * along[1],
  ];
  return {
    box: { left: centreX - width / 2, top: centreY - height / 2, width, height },
    landmarks: {
      leftEye: [left.x, left.y],
      rightEye: [right.x, right.y],
      nose: tip ? [tip.x, tip.y] : place(aside, 0.52),
      leftMouth: corner(-1),
      rightMouth: corner(1),
    },
    score,
  };
}

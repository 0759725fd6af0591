import type { Random } from "../../seeded-random.ts";
import type { Point, Quad } from "../homography.ts";
import { longestSide, type Strength } from "./strengths.ts";

/**
 * How somebody took the picture: `scan` on a flat bed, a little askew, the lid around it; `photo` of the cover on a
 * table; `close`, a photo that does not hold all of it.
 */
export const captureKinds = ["scan", "photo", "close"] as const;
export type CaptureKind = (typeof captureKinds)[number];

/** Where the cover comes to lie in the picture. */
export interface Capture {
  readonly kind: CaptureKind;
  /** Of the picture, pixels. */
  readonly width: number;
  readonly height: number;
  /** The cover's corners in the picture, pixels; some may lie outside. */
  readonly corners: Quad;
}

/** Draws a capture of a cover of this shape (its width over its height). */
export function drawCapture(kind: CaptureKind, shape: number, strength: Strength, random: Random): Capture {
  // The unit is the cover's height: the flat cover is `shape` wide and 1 high.
  const moved = kind === "scan" ? 0 : strength.perspective;
  const inwards = () => random.between(0, moved);
  const flat: Quad = [
    [inwards() * shape, inwards()],
    [(1 - inwards()) * shape, inwards()],
    [(1 - inwards()) * shape, 1 - inwards()],
    [inwards() * shape, 1 - inwards()],
  ];
  const degrees = random.between(-strength.turn, strength.turn);
  const corners = turned(flat, (degrees * Math.PI) / 180, [shape / 2, 0.5]);
  const frame = kind === "close" ? cut(shape, strength.crop, random) : around(kind, shape, strength, random);
  const scale = longestSide / Math.max(frame.width, frame.height);
  const placed = ([x, y]: Point): Point => [(x - frame.left) * scale, (y - frame.top) * scale];
  return {
    kind,
    width: Math.round(frame.width * scale),
    height: Math.round(frame.height * scale),
    corners: [placed(corners[0]), placed(corners[1]), placed(corners[2]), placed(corners[3])],
  };
}

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A part of the picture at a random place. */
function cut(shape: number, kept: number, random: Random): Frame {
  return {
    left: random.between(0, (1 - kept) * shape),
    top: random.between(0, 1 - kept),
    width: kept * shape,
    height: kept,
  };
}

/** The picture with something around it, on each side another amount. */
function around(kind: "scan" | "photo", shape: number, strength: Strength, random: Random): Frame {
  const widest = kind === "scan" ? strength.border : strength.surroundings;
  const [left, right, above, below] = [0, 0, 0, 0].map(() => random.between(0, widest)) as [
    number,
    number,
    number,
    number,
  ];
  return {
    left: -left * shape,
    top: -above,
    width: (1 + left + right) * shape,
    height: 1 + above + below,
  };
}

function turned([a, b, c, d]: Quad, angle: number, [x0, y0]: Point): Quad {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const turn = ([x, y]: Point): Point => [
    x0 + (x - x0) * cosine - (y - y0) * sine,
    y0 + (x - x0) * sine + (y - y0) * cosine,
  ];
  return [turn(a), turn(b), turn(c), turn(d)];
}

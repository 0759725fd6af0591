import type { Picture } from "../../../engine/images/picture.ts";
import { Canvas } from "../drawing/canvas.ts";
import { at, box, ellipse, type Shape } from "../drawing/shape.ts";

/** Two tones: of the ground, and of what stands on it. */
export interface PlaceholderTones {
  readonly ground: number;
  readonly figure: number;
}

/** A head above shoulders, in a field of 24 × 24. */
export interface Silhouette {
  /** Radius of the head, and how far down its middle is. */
  readonly head: number;
  readonly at: number;
  /** Half the width of the shoulders, and how far down they begin. */
  readonly shoulders: number;
  readonly from: number;
}

const side = 240;

/**
 * What sites show where they have no picture of somebody: a head and shoulders without a face, in two tones.
 *
 * @param scale how much of the picture's side it fills, 0..1
 */
export function drawSilhouette(
  { head, at: down, shoulders, from }: Silhouette,
  { ground, figure }: PlaceholderTones,
  scale = 1,
): Picture["work"] {
  const canvas = new Canvas(side, side);
  const unit = (side / 24) * scale;
  const corner = (side * (1 - scale)) / 2;
  const place = (x: number, y: number) => at(corner + x * unit, corner + y * unit);
  canvas.cover(() => ground);
  canvas.fill(ellipse(place(12, down), head * unit), figure);
  canvas.fill(ellipse(place(12, 26), shoulders * unit, (26 - from) * unit), figure);
  // What is below the field is cut off straight.
  const foot = corner + 24 * unit;
  if (foot < side) canvas.fill(box(0, foot, side, side - foot), ground);
  return { data: canvas.data, width: side, height: side };
}

/** The other usual one: a framed landscape with its sun, or a camera. */
export function drawSymbol(
  symbol: "landscape" | "camera",
  { ground, figure }: PlaceholderTones,
  scale = 1,
): Picture["work"] {
  const canvas = new Canvas(side, side);
  const unit = (side / 24) * scale;
  const corner = (side * (1 - scale)) / 2;
  const put = (shape: Shape, tone: number) =>
    canvas.fill(
      shape.map(({ x, y }) => at(corner + x * unit, corner + y * unit)),
      tone,
    );
  canvas.cover(() => ground);
  if (symbol === "landscape") {
    put(box(3, 3, 18, 18), figure);
    put(box(5, 5, 14, 14), ground);
    put(ellipse(at(8.5, 8.5), 1.6), figure);
    put([at(5, 18), at(8.5, 13.5), at(11, 16.5), at(14.5, 12), at(19, 18)], figure);
  } else {
    put(box(2, 5, 20, 15), figure);
    put([at(7.2, 5), at(9, 2.5), at(15, 2.5), at(16.8, 5)], figure);
    put(ellipse(at(12, 12), 5), ground);
    put(ellipse(at(12, 12), 3.2), figure);
  }
  return { data: canvas.data, width: side, height: side };
}

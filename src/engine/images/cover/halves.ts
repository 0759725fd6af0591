import { cropped } from "../cropped.ts";
import type { Point, Quad } from "../homography.ts";
import type { Picture } from "../picture.ts";
import type { Crop } from "../prepare-pixels.ts";
import type { Layout } from "./prepare-cover.ts";

/** A cover that lies open, back and front beside each other. */
export type Wraparound = Extract<Layout, { kind: "wraparound" }>;

/** Where a half of a wraparound lies, in pixels. Of an odd width the middle column belongs to neither half. */
export function halfOf(
  { width, height }: { readonly width: number; readonly height: number },
  half: "front" | "back",
  { front }: Wraparound,
): Crop {
  const across = Math.max(1, Math.floor(width / 2));
  const isLeft = (front === "left") === (half === "front");
  return { left: isLeft ? 0 : width - across, top: 0, width: across, height };
}

/** The part of a cover that says which issue it is: all of it, or the front half where it lies open. */
export function frontOf(picture: Picture, layout: Layout): Picture {
  if (layout.kind === "single") return picture;
  const work = cropped(picture.work, halfOf(picture.work, "front", layout));
  return { ...picture, width: Math.round((picture.width * work.width) / picture.work.width), work };
}

/** Corners in shares of a cover, in shares of its front. */
export function inFront([a, b, c, d]: Quad, layout: Layout): Quad {
  if (layout.kind === "single") return [a, b, c, d];
  const placed = ([x, y]: Point): Point => [layout.front === "left" ? 2 * x : 2 * x - 1, y];
  return [placed(a), placed(b), placed(c), placed(d)];
}

import type { DetectedFace } from "../face-model.ts";

/** A box by its corners, and how sure it is. */
export interface ScoredBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly score: number;
}

/** What the common part of two boxes is a share of: both together, or the smaller one (a box inside another). */
export type OverlapOf = "union" | "smaller";

/**
 * Which boxes drive others out: those that stay, as is usual; or `all`, those that were driven out themselves too, as
 * in ipazc's mtcnn 1.0.
 */
export type DrivenOutBy = "kept" | "all";

/**
 * Of boxes that cover more than `most` of each other only the surest stay (non-maximum suppression), the surest first.
 * Of equals the earlier one.
 */
export function withoutOverlaps<Box extends ScoredBox>(
  boxes: readonly Box[],
  most: number,
  { of = "union", by = "kept" }: { of?: OverlapOf; by?: DrivenOutBy } = {},
): Box[] {
  const sorted = [...boxes].sort((one, other) => other.score - one.score);
  const kept: Box[] = [];
  sorted.forEach((box, at) => {
    const better = by === "all" ? sorted.slice(0, at) : kept;
    if (!better.some((one) => overlap(one, box, of) > most)) kept.push(box);
  });
  return kept;
}

/** Of faces whose boxes cover more than `most` of each other only the surest, the surest first. */
export function distinctFaces(faces: readonly DetectedFace[], most: number): DetectedFace[] {
  const boxes = faces.map((face) => {
    const { left, top, width, height } = face.box;
    return { left, top, right: left + width, bottom: top + height, score: face.score, face };
  });
  return withoutOverlaps(boxes, most).map(({ face }) => face);
}

function overlap(one: ScoredBox, other: ScoredBox, of: OverlapOf): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  if (width <= 0 || height <= 0) return 0;
  const common = width * height;
  const [first, second] = [area(one), area(other)];
  return common / (of === "union" ? first + second - common : Math.min(first, second));
}

function area({ left, top, right, bottom }: ScoredBox): number {
  return (right - left) * (bottom - top);
}

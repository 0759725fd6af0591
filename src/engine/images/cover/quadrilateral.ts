import type { Point, Quad } from "../homography.ts";

/** A straight line from one point to another. */
export type Side = readonly [from: Point, to: Point];

/** The four sides clockwise: top, right, bottom, left. */
export function sidesOf([a, b, c, d]: Quad): readonly [Side, Side, Side, Side] {
  return [
    [a, b],
    [b, c],
    [c, d],
    [d, a],
  ];
}

/** The corners where four lines meet, each with the next: top, right, bottom, left. */
export function cornersOf([top, right, bottom, left]: readonly [Side, Side, Side, Side]): Quad {
  return [crossing(left, top), crossing(top, right), crossing(right, bottom), crossing(bottom, left)];
}

/** Where two lines, made longer, cross; not a number where they are parallel. */
function crossing([[ax, ay], [bx, by]]: Side, [[cx, cy], [dx, dy]]: Side): Point {
  const [px, py] = [bx - ax, by - ay];
  const [qx, qy] = [dx - cx, dy - cy];
  const share = ((cx - ax) * qy - (cy - ay) * qx) / (px * qy - py * qx);
  return [ax + px * share, ay + py * share];
}

// Written out: Math.hypot may differ in its last bit from one system to another.
export function lengthOf([[ax, ay], [bx, by]]: Side): number {
  return Math.sqrt((bx - ax) ** 2 + (by - ay) ** 2);
}

/** Signed area: positive where the corners go clockwise on the screen (the shoelace formula). */
export function areaOf(corners: Quad): number {
  return sidesOf(corners).reduce((sum, [[ax, ay], [bx, by]]) => sum + (ax * by - bx * ay) / 2, 0);
}

/** Whether it is turned the same way, clockwise, at each corner. */
export function isConvex([a, b, c, d]: Quad): boolean {
  const clockwise = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point) =>
    (bx - ax) * (cy - by) - (by - ay) * (cx - bx) > 0;
  return clockwise(a, b, c) && clockwise(b, c, d) && clockwise(c, d, a) && clockwise(d, a, b);
}

/** Its width and height: the mean of two opposite sides each. */
export function extentOf(corners: Quad): { readonly width: number; readonly height: number } {
  const [top, right, bottom, left] = sidesOf(corners);
  return { width: (lengthOf(top) + lengthOf(bottom)) / 2, height: (lengthOf(right) + lengthOf(left)) / 2 };
}

/** The steepest of its sides against the picture's: the tangent of how far it is turned. */
export function skewOf(corners: Quad): number {
  const [top, right, bottom, left] = sidesOf(corners);
  const rise = ([[ax, ay], [bx, by]]: Side) => Math.abs((by - ay) / (bx - ax));
  return Math.max(rise(top), rise(bottom), 1 / rise(right), 1 / rise(left));
}

/** A place in a picture; the unit is the caller's. */
export type Point = readonly [x: number, y: number];

/** Four corners, clockwise from the top left. */
export type Quad = readonly [Point, Point, Point, Point];

/** A projective map of the plane, as a 3 × 3 matrix row by row; a multiple of it is the same map. */
export type Homography = readonly [number, number, number, number, number, number, number, number, number];

/**
 * The map that takes the unit square to four corners (Heckbert, *Fundamentals of Texture Mapping and Image
 * Warping*, 1989, section 2.2.3). The corners must not lie on one line.
 */
export function squareToQuad([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]: Quad): Homography {
  const [dx1, dx2, dx3] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, dy3] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const determinant = dx1 * dy2 - dx2 * dy1;
  const g = (dx3 * dy2 - dx2 * dy3) / determinant;
  const h = (dx1 * dy3 - dx3 * dy1) / determinant;
  return [x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3, y0, g, h, 1];
}

/** The map back. The adjugate does, since a multiple is the same map. */
export function inverse([a, b, c, d, e, f, g, h, i]: Homography): Homography {
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
}

/** Where the map takes a point. */
export function project([a, b, c, d, e, f, g, h, i]: Homography, [x, y]: Point): Point {
  const w = g * x + h * y + i;
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
}

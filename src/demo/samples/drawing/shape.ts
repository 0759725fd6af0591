/** A point of the picture: x to the right, y down, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A closed outline that does not cross itself. */
export type Shape = readonly Point[];

export const at = (x: number, y: number): Point => ({ x, y });

export function box(left: number, top: number, width: number, height: number): Shape {
  return [at(left, top), at(left + width, top), at(left + width, top + height), at(left, top + height)];
}

export function ellipse(centre: Point, radiusX: number, radiusY = radiusX, turn = 0): Shape {
  const corners = 56;
  return Array.from({ length: corners }, (_, index) => {
    const angle = (index / corners) * 2 * Math.PI;
    const [x, y] = [radiusX * Math.cos(angle), radiusY * Math.sin(angle)];
    return at(
      centre.x + x * Math.cos(turn) - y * Math.sin(turn),
      centre.y + x * Math.sin(turn) + y * Math.cos(turn),
    );
  });
}

/** A star, or, with many points and an irregular `reach`, the burst of an explosion. */
export function star(
  centre: Point,
  points: number,
  outer: number,
  inner: number,
  turn = -Math.PI / 2,
  reach: (index: number) => number = () => 1,
): Shape {
  return Array.from({ length: points * 2 }, (_, index) => {
    const angle = turn + (index * Math.PI) / points;
    const radius = index % 2 === 0 ? outer * reach(index) : inner;
    return at(centre.x + radius * Math.cos(angle), centre.y + radius * Math.sin(angle));
  });
}

/** The outline around two circles: a limb that grows thinner. */
export function limb(from: Point, fromRadius: number, to: Point, toRadius: number): Shape {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  if (distance <= Math.abs(fromRadius - toRadius)) {
    return fromRadius > toRadius ? ellipse(from, fromRadius) : ellipse(to, toRadius);
  }
  const axis = Math.atan2(to.y - from.y, to.x - from.x);
  const tangent = Math.acos((fromRadius - toRadius) / distance);
  return [
    ...arc(from, fromRadius, axis + tangent, axis + 2 * Math.PI - tangent),
    ...arc(to, toRadius, axis - tangent, axis + tangent),
  ];
}

function arc(centre: Point, radius: number, start: number, end: number): Point[] {
  const steps = 12;
  return Array.from({ length: steps + 1 }, (_, index) => {
    const angle = start + ((end - start) * index) / steps;
    return at(centre.x + radius * Math.cos(angle), centre.y + radius * Math.sin(angle));
  });
}

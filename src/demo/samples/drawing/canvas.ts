import type { Colour, Paint } from "./colour.ts";
import { limb, type Point, type Shape } from "./shape.ts";

/** Scan lines in each row of pixels: enough for smooth edges. */
const linesPerRow = 4;

/** A picture being painted: red, green and blue, one byte each. Later shapes lie over earlier ones. */
export class Canvas {
  readonly data: Uint8Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8Array(width * height * 3);
  }

  /** Paints all of it. */
  cover(paint: Paint): void {
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) this.#blend(x, y, paint, 1);
    }
  }

  /** Paints a shape with smooth edges; where its outline crosses itself, it has holes. */
  fill(shape: Shape, paint: Paint, alpha = 1): void {
    const rows = shape.map(({ y }) => y);
    const first = Math.max(0, Math.floor(Math.min(...rows)));
    const last = Math.min(this.height - 1, Math.ceil(Math.max(...rows)));
    const edge = new Float32Array(this.width + 2);
    const change = new Float32Array(this.width + 2);
    for (let y = first; y <= last; y++) {
      edge.fill(0);
      change.fill(0);
      let left = this.width;
      let right = -1;
      for (let line = 0; line < linesPerRow; line++) {
        const crossings = crossingsAt(shape, y + (line + 0.5) / linesPerRow);
        for (let index = 0; index + 1 < crossings.length; index += 2) {
          const from = Math.max(0, crossings[index] ?? 0);
          const to = Math.min(this.width, crossings[index + 1] ?? 0);
          if (from >= to) continue;
          addSpan(edge, change, from, to);
          left = Math.min(left, Math.floor(from));
          right = Math.max(right, Math.min(this.width - 1, Math.floor(to)));
        }
      }
      let inside = 0;
      for (let x = left; x <= right; x++) {
        inside += change[x] ?? 0;
        const share = inside + (edge[x] ?? 0);
        if (share > 0.002) this.#blend(x, y, paint, Math.min(1, share) * alpha);
      }
    }
  }

  /** A line of this width through the points, with round ends and corners. */
  stroke(points: readonly Point[], width: number, paint: Paint): void {
    points.forEach((point, index) => {
      const next = points[index + 1];
      if (next !== undefined || points.length === 1) this.#segment(point, next ?? point, width / 2, paint);
    });
  }

  /** A shape with an outline, as one inks a drawing. */
  ink(shape: Shape, paint: Paint, line: Colour, width: number): void {
    this.fill(shape, paint);
    const [first] = shape;
    if (first !== undefined) this.stroke([...shape, first], width, line);
  }

  /** The colours of this picture as a paint: to show a part of it inside a shape of another. */
  asPaint(): (x: number, y: number) => Colour {
    return (x, y) => {
      const column = Math.min(this.width - 1, Math.max(0, Math.floor(x)));
      const row = Math.min(this.height - 1, Math.max(0, Math.floor(y)));
      const index = (row * this.width + column) * 3;
      const { data } = this;
      return ((data[index] ?? 0) << 16) | ((data[index + 1] ?? 0) << 8) | (data[index + 2] ?? 0);
    };
  }

  /** By its distance to the axis: much cheaper for short lines than filling the outline around them. */
  #segment(from: Point, to: Point, radius: number, paint: Paint): void {
    const across = to.x - from.x;
    const down = to.y - from.y;
    const length = Math.hypot(across, down);
    if (length > 60) {
      this.fill(limb(from, radius, to, radius), paint);
      return;
    }
    const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - radius - 1));
    const bottom = Math.min(this.height - 1, Math.ceil(Math.max(from.y, to.y) + radius + 1));
    const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - radius - 1));
    const right = Math.min(this.width - 1, Math.ceil(Math.max(from.x, to.x) + radius + 1));
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const dx = x + 0.5 - from.x;
        const dy = y + 0.5 - from.y;
        const along =
          length === 0 ? 0 : Math.min(1, Math.max(0, (dx * across + dy * down) / (length * length)));
        const offX = dx - along * across;
        const offY = dy - along * down;
        const share = radius + 0.5 - Math.sqrt(offX * offX + offY * offY);
        if (share > 0) this.#blend(x, y, paint, Math.min(1, share));
      }
    }
  }

  #blend(x: number, y: number, paint: Paint, alpha: number): void {
    const colour = typeof paint === "number" ? paint : paint(x, y);
    const { data } = this;
    const index = (y * this.width + x) * 3;
    if (alpha >= 1) {
      data[index] = colour >> 16;
      data[index + 1] = (colour >> 8) & 255;
      data[index + 2] = colour & 255;
      return;
    }
    const red = data[index] ?? 0;
    const green = data[index + 1] ?? 0;
    const blue = data[index + 2] ?? 0;
    data[index] = red + ((colour >> 16) - red) * alpha;
    data[index + 1] = green + (((colour >> 8) & 255) - green) * alpha;
    data[index + 2] = blue + ((colour & 255) - blue) * alpha;
  }
}

function crossingsAt(shape: Shape, y: number): number[] {
  const crossings: number[] = [];
  let before = shape[shape.length - 1];
  for (const point of shape) {
    if (before !== undefined && before.y > y !== point.y > y) {
      crossings.push(before.x + ((y - before.y) / (point.y - before.y)) * (point.x - before.x));
    }
    before = point;
  }
  return crossings.sort((left, right) => left - right);
}

/**
 * Adds a span to the row's share of ink: at its two ends the part of a pixel that it covers, and between them
 * only where it begins and stops, so that a wide one costs no more than a narrow one.
 */
function addSpan(edge: Float32Array, change: Float32Array, from: number, to: number): void {
  const first = Math.floor(from);
  const last = Math.floor(to);
  if (first === last) {
    add(edge, first, to - from);
    return;
  }
  add(edge, first, first + 1 - from);
  add(edge, last, to - last);
  add(change, first + 1, 1);
  add(change, last, -1);
}

function add(row: Float32Array, pixel: number, share: number): void {
  row[pixel] = (row[pixel] ?? 0) + share / linesPerRow;
}

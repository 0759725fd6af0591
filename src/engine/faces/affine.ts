import type { Pixels } from "../images/picture.ts";
import { shrink } from "../images/shrink.ts";
import type { Point } from "./face-model.ts";

/** `[x', y'] = [a x + b y + c, d x + e y + f]`. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** A map that stretches along the axes and moves; corners of pixels to corners of pixels. */
export function affineOf([x, y]: Point, [across, down]: Point): Affine {
  return [across, 0, x, 0, down, y];
}

/**
 * The similarity (turn, scale, shift) that brings points as near as possible to others, by least squares: Umeyama's
 * closed form (IEEE PAMI 13, 1991) in two dimensions, without reflection.
 */
export function similarityTo(from: readonly Point[], to: readonly Point[]): Affine {
  const mean = (points: readonly Point[], axis: 0 | 1) =>
    points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [fromX, fromY, toX, toY] = [mean(from, 0), mean(from, 1), mean(to, 0), mean(to, 1)];
  let [cosine, sine, spread] = [0, 0, 0];
  from.forEach(([x, y], at) => {
    const [dx, dy] = [x - fromX, y - fromY];
    const [tx, ty] = [(to[at]?.[0] ?? 0) - toX, (to[at]?.[1] ?? 0) - toY];
    cosine += dx * tx + dy * ty;
    sine += dx * ty - dy * tx;
    spread += dx * dx + dy * dy;
  });
  const [a, b] = spread === 0 ? [1, 0] : [cosine / spread, sine / spread];
  return [a, -b, toX - a * fromX + b * fromY, b, a, toY - b * fromX - a * fromY];
}

/** The map back. */
export function inverseOf([a, b, c, d, e, f]: Affine): Affine {
  const determinant = a * e - b * d;
  const [ia, ib, id, ie] = [e / determinant, -b / determinant, -d / determinant, a / determinant];
  return [ia, ib, -(ia * c + ib * f), id, ie, -(id * c + ie * f)];
}

/**
 * A part of a picture in another shape, RGB bytes, by bilinear interpolation; black where the picture ends. Where the
 * shape has fewer than half of the pixels that it shows, they are averaged by twos first.
 *
 * @param back takes a place in the shape to one in the picture; both count pixels from their corners, so the middle of
 * the first is (0.5, 0.5)
 */
export function warp(picture: Pixels, back: Affine, width: number, height: number): Uint8Array {
  const reduction = Math.min(Math.hypot(back[0], back[3]), Math.hypot(back[1], back[4]));
  const halvings = Math.max(0, Math.floor(Math.log2(reduction)));
  if (halvings === 0) return sampleBytes(picture, back, width, height);
  const part = bounds(back, width, height, picture);
  const factor = 2 ** halvings;
  const small = shrink(picture, part, factor);
  const [a, b, c, d, e, f] = back;
  const moved: Affine = [
    ...([a / factor, b / factor, (c - part.left) / factor] as const),
    ...([d / factor, e / factor, (f - part.top) / factor] as const),
  ];
  return sampleBytes(small, moved, width, height);
}

/** The pixels of the picture that a shape shows, with one more on each side. */
function bounds([a, b, c, d, e, f]: Affine, width: number, height: number, picture: Pixels) {
  const xs = [c, a * width + c, b * height + c, a * width + b * height + c];
  const ys = [f, d * width + f, e * height + f, d * width + e * height + f];
  const left = Math.max(0, Math.floor(Math.min(...xs)) - 2);
  const top = Math.max(0, Math.floor(Math.min(...ys)) - 2);
  const right = Math.min(picture.width, Math.ceil(Math.max(...xs)) + 2);
  const bottom = Math.min(picture.height, Math.ceil(Math.max(...ys)) + 2);
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/**
 * Samples a picture as OpenCV and TensorFlow do: bilinear, and nothing is averaged, however many pixels fall between
 * two samples. Numbers are written as they are, to be rounded by who wants bytes; black where the picture ends.
 */
export function sample(
  { data, width: across, height: down }: Pixels,
  back: Affine,
  shape: { readonly width: number; readonly height: number; readonly data: Float32Array },
): Float32Array {
  const [a, b, c, d, e, f] = back;
  const at = (x: number, y: number, channel: number): number =>
    x >= 0 && y >= 0 && x < across && y < down ? (data[(y * across + x) * 3 + channel] as number) : 0;
  const target = shape.data;
  const line = across * 3;
  for (let row = 0, write = 0; row < shape.height; row++) {
    for (let column = 0; column < shape.width; column++, write += 3) {
      const x = a * (column + 0.5) + b * (row + 0.5) + c - 0.5;
      const y = d * (column + 0.5) + e * (row + 0.5) + f - 0.5;
      const left = Math.floor(x);
      const top = Math.floor(y);
      if (left < -1 || top < -1 || left >= across || top >= down) continue;
      const right = x - left;
      const below = y - top;
      if (left >= 0 && top >= 0 && left + 1 < across && top + 1 < down) {
        for (let channel = 0, read = top * line + left * 3; channel < 3; channel++, read++) {
          const one = data[read] as number;
          const three = data[read + line] as number;
          const upper = one + ((data[read + 3] as number) - one) * right;
          const lower = three + ((data[read + line + 3] as number) - three) * right;
          target[write + channel] = upper + (lower - upper) * below;
        }
        continue;
      }
      for (let channel = 0; channel < 3; channel++) {
        const [one, three] = [at(left, top, channel), at(left, top + 1, channel)];
        const upper = one + (at(left + 1, top, channel) - one) * right;
        const lower = three + (at(left + 1, top + 1, channel) - three) * right;
        target[write + channel] = upper + (lower - upper) * below;
      }
    }
  }
  return target;
}

function sampleBytes(picture: Pixels, back: Affine, width: number, height: number): Uint8Array {
  const numbers = sample(picture, back, { width, height, data: new Float32Array(width * height * 3) });
  const bytes = new Uint8Array(numbers.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = (numbers[at] as number) + 0.5;
  return bytes;
}

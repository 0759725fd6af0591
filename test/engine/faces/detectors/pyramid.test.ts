import { expect, test } from "bun:test";
import { bordered, levelOf } from "../../../../src/engine/faces/detectors/pyramid.ts";
import { noise } from "../../../fixtures/noise.ts";

function picture(width: number, height: number) {
  const next = noise(5);
  return { data: Uint8Array.from({ length: width * height * 3 }, () => next() * 255), width, height };
}

/** The mean under each pixel of a scaled, bordered picture, pixel by pixel. */
function naive(source: ReturnType<typeof picture>, scale: number) {
  const whole = bordered(source);
  const [width, height] = [Math.trunc(whole.width * scale), Math.trunc(whole.height * scale)];
  const value = (x: number, y: number) => {
    const [inX, inY] = [x - whole.left, y - whole.top];
    const inside = inX >= 0 && inY >= 0 && inX < source.width && inY < source.height;
    return inside ? (source.data[(inY * source.width + inX) * 3] as number) : 0;
  };
  const mean = (column: number, row: number) => {
    const [left, right] = [(column * whole.width) / width, ((column + 1) * whole.width) / width];
    const [top, bottom] = [(row * whole.height) / height, ((row + 1) * whole.height) / height];
    let sum = 0;
    for (let y = Math.floor(top); y < bottom; y++) {
      for (let x = Math.floor(left); x < right; x++) {
        const across = Math.min(right, x + 1) - Math.max(left, x);
        const down = Math.min(bottom, y + 1) - Math.max(top, y);
        sum += value(x, y) * across * down;
      }
    }
    return sum / ((right - left) * (bottom - top));
  };
  return { width, height, mean };
}

test("a level has the means of the bordered picture, at an even place of it, and leaves out only black", () => {
  const source = picture(61, 47);
  for (const scale of [0.6, 0.4254, 0.21]) {
    const { pixels, left, top } = levelOf(bordered(source), scale);
    const { width, height, mean } = naive(source, scale);
    expect([left % 2, top % 2]).toEqual([0, 0]);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const [x, y] = [column - left, row - top];
        const inside = x >= 0 && y >= 0 && x < pixels.width && y < pixels.height;
        const has = inside ? (pixels.data[(y * pixels.width + x) * 3] as number) : 0;
        expect(Math.abs(has - mean(column, row))).toBeLessThan(1e-3);
      }
    }
  }
});

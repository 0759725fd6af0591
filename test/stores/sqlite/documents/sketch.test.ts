import { expect, test } from "bun:test";
import { randomOf } from "../../../../src/engine/seeded-random.ts";
import { Sketcher } from "../../../../src/stores/sqlite/documents/sketch.ts";

const random = randomOf(11);
const sketcher = new Sketcher(96);

function randomVector(): Float32Array {
  const vector = Float32Array.from({ length: 96 }, () => random.between(-1, 1));
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** What the weights say of a sketch. */
function told(weights: Float32Array, sketch: Uint8Array): number {
  return sketch.reduce((sum, value, byte) => sum + (weights[byte * 256 + value] ?? 0), 0);
}

function correlation(left: readonly number[], right: readonly number[]): number {
  const centred = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [first, second] = [centred(left), centred(right)];
  const product = first.reduce((sum, value, index) => sum + value * (second[index] ?? 0), 0);
  return product / (Math.hypot(...first) * Math.hypot(...second));
}

test("the weights of a question follow the cosine closer than the bits in which sketches differ", () => {
  const question = randomVector();
  const weights = sketcher.weights(question);
  const bits = sketcher.of(question);
  const others = Array.from({ length: 1000 }, randomVector);
  const cosines = others.map((other) =>
    other.reduce((sum, value, at) => sum + value * (question[at] ?? 0), 0),
  );
  const sketches = others.map((other) => sketcher.of(other));
  const same = sketches.map((sketch) =>
    sketch.reduce((sum, value, byte) => sum + 8 - ones(value ^ (bits[byte] ?? 0)), 0),
  );
  const weighed = correlation(
    cosines,
    sketches.map((sketch) => told(weights, sketch)),
  );
  expect(weighed).toBeGreaterThan(correlation(cosines, same));
  expect(weighed).toBeGreaterThan(0.95);
});

test("of all sketches the question's own weighs most, and its opposite least", () => {
  const question = randomVector();
  const weights = sketcher.weights(question);
  const most = told(weights, sketcher.of(question));
  const least = told(weights, sketcher.of(question.map((value) => -value)));
  expect(least).toBeCloseTo(-most, 3);
  for (let count = 0; count < 50; count++) {
    const some = told(weights, sketcher.of(randomVector()));
    expect(some).toBeLessThan(most);
    expect(some).toBeGreaterThan(least);
  }
});

function ones(value: number): number {
  return value.toString(2).replaceAll("0", "").length;
}

import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  fitLogistic,
  type LabelledRow,
  logisticOf,
} from "../../../../src/engine/matching/calibration/logistic.ts";
import { noise } from "../../../fixtures/noise.ts";

/** Rows whose outcome is drawn with the probability that the true weights give. */
function drawn(count: number, intercept: number, weights: readonly number[], seed = 1): LabelledRow[] {
  const next = noise(seed);
  return Array.from({ length: count }, () => {
    const numbers = weights.map(() => next() * 2 - 1);
    return { numbers, right: next() < logisticOf({ intercept, weights }, numbers) };
  });
}

test("the weights that made the outcomes are found again", () => {
  const fit = fitLogistic(drawn(20_000, -0.7, [3, 1, 0]), 1);
  expect(fit.intercept).toBeCloseTo(-0.7, 1);
  expect(fit.weights[0]).toBeCloseTo(3, 0);
  expect(fit.weights[1]).toBeCloseTo(1, 0);
  expect(fit.weights[2]).toBeLessThan(0.1);
});

test("a number that speaks against what it should speak for gets no weight", () => {
  const fit = fitLogistic(drawn(3000, 0, [2, -2]), 1);
  expect(fit.weights[1]).toBe(0);
  expect(fit.weights[0]).toBeGreaterThan(1);
});

test("the fit is a minimum: small changes of any weight make the loss greater", () => {
  const rows = drawn(500, 0.3, [2, 0.5, -1]);
  const ridge = 1;
  const fit = fitLogistic(rows, ridge);
  const deviations = [0, 1, 2].map((at) => {
    const values = rows.map(({ numbers }) => numbers[at] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  });
  const right = rows.filter((row) => row.right).length;
  const wrong = rows.length - right;
  const loss = (intercept: number, weights: readonly number[]) =>
    rows.reduce((sum, row) => {
      const chance = logisticOf({ intercept, weights }, row.numbers);
      const target = row.right ? (right + 1) / (right + 2) : 1 / (wrong + 2);
      return sum - target * Math.log(chance) - (1 - target) * Math.log(1 - chance);
    }, 0) +
    (ridge / 2) * weights.reduce((sum, weight, at) => sum + (weight * (deviations[at] ?? 0)) ** 2, 0);
  const least = loss(fit.intercept, fit.weights);
  for (const change of [-0.02, 0.02]) {
    expect(loss(fit.intercept + change, fit.weights)).toBeGreaterThan(least);
    for (const at of fit.weights.keys()) {
      const moved = fit.weights.map((weight, index) => (index === at ? weight + change : weight));
      if ((moved[at] ?? 0) >= 0) expect(loss(fit.intercept, moved)).toBeGreaterThan(least);
    }
  }
});

test("rows that can be told apart without fault still give finite weights, and numbers that never vary none", () => {
  const rows = Array.from({ length: 200 }, (_, at) => ({ numbers: [at / 200, 0.5], right: at >= 100 }));
  const fit = fitLogistic(rows, 1);
  expect(fit.weights.every(Number.isFinite)).toBe(true);
  expect(fit.weights[1]).toBe(0);
  expect(logisticOf(fit, [1, 0.5])).toBeGreaterThan(0.98);
  expect(logisticOf(fit, [0, 0.5])).toBeLessThan(0.02);
});

test("whatever the rows say, more of a number never makes the probability smaller", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          numbers: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
          right: fc.boolean(),
        }),
        { minLength: 4, maxLength: 40 },
      ),
      fc.integer({ min: 0, max: 2 }),
      (rows, which) => {
        const fit = fitLogistic(rows, 1);
        const one = [0.4, 0.5, 0.6];
        const more = one.map((value, at) => (at === which ? value + 0.3 : value));
        expect(logisticOf(fit, more)).toBeGreaterThanOrEqual(logisticOf(fit, one));
      },
    ),
    { numRuns: 60, seed: 7 },
  );
});

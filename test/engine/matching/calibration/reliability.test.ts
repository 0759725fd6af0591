import { expect, test } from "bun:test";
import { type Forecast, reliabilityOf } from "../../../../src/engine/matching/calibration/reliability.ts";

const forecasts = (probability: number, right: number, wrong: number): Forecast[] => [
  ...Array.from({ length: right }, () => ({ probability, right: true })),
  ...Array.from({ length: wrong }, () => ({ probability, right: false })),
];

test("forecasts that come true as often as they say have no calibration error", () => {
  const { ece, bins } = reliabilityOf([...forecasts(0.25, 10, 30), ...forecasts(0.75, 30, 10)]);
  expect(ece).toBeCloseTo(0, 9);
  expect(bins.map(({ from, to, count, right, was }) => [from, to, count, right, was])).toEqual([
    [0.2, 0.3, 40, 10, 0.25],
    [0.7, 0.8, 40, 30, 0.75],
  ]);
});

test("the calibration error weighs each bin's distance by its count", () => {
  // 30 said 0.95 and half were right, 10 said 0.05 and none was.
  const { ece, brier } = reliabilityOf([...forecasts(0.94, 15, 15), ...forecasts(0.05, 0, 10)]);
  expect(ece).toBeCloseTo((30 * 0.44 + 10 * 0.05) / 40, 9);
  expect(brier).toBeCloseTo((15 * 0.06 ** 2 + 15 * 0.94 ** 2 + 10 * 0.05 ** 2) / 40, 9);
});

test("a probability of 1 is counted, and the interval of its bin tells how few it was counted on", () => {
  const { bins } = reliabilityOf(forecasts(1, 5, 0));
  expect(bins).toMatchObject([{ from: 0.99, to: 1, count: 5, right: 5, said: 1, was: 1, high: 1 }]);
  expect(bins[0]?.low).toBeLessThan(0.6);
});

test("of no forecasts there is no diagram", () => {
  expect(reliabilityOf([])).toEqual({ ece: 0, brier: 0, bins: [] });
});

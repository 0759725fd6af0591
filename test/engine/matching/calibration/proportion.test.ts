import { expect, test } from "bun:test";
import { wilson } from "../../../../src/engine/matching/calibration/proportion.ts";

test("the interval of a share is that of the published examples", () => {
  // Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I: score method.
  for (const [right, count, low, high] of [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const) {
    const interval = wilson(right, count);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  }
});

test("the interval of nothing is everything, and narrows with what is counted", () => {
  expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  expect(wilson(10, 10).low).toBeLessThan(wilson(1000, 1000).low);
  expect(wilson(1000, 1000).low).toBeCloseTo(0.9962, 4);
});

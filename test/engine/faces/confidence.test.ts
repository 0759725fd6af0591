import { expect, test } from "bun:test";
import { confidenceOf } from "../../../src/engine/faces/confidence.ts";

test("for Facenet512's thresholds confidence is 1 minus the distance", () => {
  for (const distance of [0, 0.1, 0.3, 0.35, 0.4, 0.7, 1])
    expect(confidenceOf(distance, { strict: 0.3, loose: 0.4 })).toBeCloseTo(1 - distance, 6);
});

test("in every space the strict threshold is 0.70, the loose one 0.60, and nothing is below 0", () => {
  const thresholds = { strict: 0.55, loose: 0.65 };
  expect(confidenceOf(0.55, thresholds)).toBeCloseTo(0.7, 6);
  expect(confidenceOf(0.65, thresholds)).toBeCloseTo(0.6, 6);
  expect(confidenceOf(1.4, thresholds)).toBe(0);
});

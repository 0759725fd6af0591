import { expect, test } from "bun:test";
import { LoteError } from "../../../../src/engine/errors/lote-error.ts";
import {
  type Example,
  fewestExamples,
  fewestOfEach,
  fitCalibration,
} from "../../../../src/engine/matching/calibration/fit-calibration.ts";
import {
  openCalibration,
  storedCalibrationSchema,
} from "../../../../src/engine/matching/calibration/stored-calibration.ts";
import { featureNames, featuresVersion } from "../../../../src/engine/matching/evidence.ts";
import { noise } from "../../../fixtures/noise.ts";

const about = { space: "abc", now: Date.UTC(2026, 0, 2) };

/** Examples that are right with a probability which their cosine alone decides; `repeats` of each cover. */
function examples(count: number, repeats = 1, seed = 1): Example[] {
  const next = noise(seed);
  return Array.from({ length: count }, (_, at) => {
    const numbers = featureNames.map(() => next());
    const cosine = numbers[0] ?? 0;
    return {
      numbers,
      right: next() < 1 / (1 + Math.exp(-12 * (cosine - 0.5))),
      group: `cover ${Math.floor(at / repeats)}`,
    };
  });
}

test("a calibration says what share of like matches is right, and how far it is off", () => {
  const stored = fitCalibration(examples(4000), about);
  const { probability } = openCalibration(stored);
  const like = (cosine: number) => featureNames.map((_, at) => (at === 0 ? cosine : 0.5));
  for (const cosine of [0.2, 0.5, 0.8]) {
    expect(probability(like(cosine))).toBeCloseTo(1 / (1 + Math.exp(-12 * (cosine - 0.5))), 1);
  }
  expect(stored.error.ece).toBeLessThan(0.03);
  expect(stored.error.bins.reduce((sum, { count }) => sum + count, 0)).toBe(4000);
  expect(stored).toMatchObject({
    space: "abc",
    featuresVersion,
    examples: 4000,
    madeAt: "2026-01-02T00:00:00.000Z",
  });
});

test("a calibration survives being written and read, and the same examples give the same one", () => {
  const stored = fitCalibration(examples(300), about);
  const read = storedCalibrationSchema.parse(JSON.parse(JSON.stringify(stored)));
  expect(read).toEqual(stored);
  expect(fitCalibration(examples(300), about)).toEqual(stored);
});

test("the error is that of covers the fit has not seen: what one cover alone shows does not help it", () => {
  // Ten examples of each cover; a cover is right or wrong whatever its numbers, which are the cover's own.
  const next = noise(5);
  const memorable = Array.from({ length: 40 }, (_, cover) => {
    const numbers = featureNames.map(() => next());
    const right = next() < 0.5;
    return Array.from({ length: 10 }, () => ({ numbers, right, group: `${cover}` }));
  }).flat();
  const together = fitCalibration(memorable, about);
  const apart = fitCalibration(
    memorable.map((example, at) => ({ ...example, group: `${at}` })),
    about,
  );
  expect(together.error.brier).toBeGreaterThan(apart.error.brier + 0.05);
});

test("no probability is more certain than the number of examples allows", () => {
  const clear = Array.from({ length: 200 }, (_, at) => ({
    numbers: featureNames.map(() => (at % 2 === 0 ? 1 : 0)),
    right: at % 2 === 0,
    group: `${at}`,
  }));
  const { probability } = openCalibration(fitCalibration(clear, about));
  expect(probability(featureNames.map(() => 100))).toBeCloseTo(201 / 202, 9);
  expect(probability(featureNames.map(() => -100))).toBeCloseTo(1 / 202, 9);
});

test("too few examples, or too few of one side, are refused with their numbers", () => {
  const refusal = (few: readonly Example[]) => {
    try {
      fitCalibration(few, about);
    } catch (error) {
      return error instanceof LoteError ? { code: error.code, ...error.data } : error;
    }
    return "fitted";
  };
  expect(refusal(examples(fewestExamples - 1))).toMatchObject({ code: "calibration-too-small" });
  const onesided = examples(500).map((example, at) => ({ ...example, right: at >= fewestOfEach - 1 }));
  expect(refusal(onesided)).toMatchObject({ code: "calibration-too-small", wrong: fewestOfEach - 1 });
  expect(refusal([...onesided, { ...(onesided[0] as Example), group: "one more" }])).toBe("fitted");
});

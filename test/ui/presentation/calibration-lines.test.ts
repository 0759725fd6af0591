import { expect, test } from "bun:test";
import { featureNames, featuresVersion } from "../../../src/engine/matching/evidence.ts";
import { translator } from "../../../src/ui/language/translator.ts";
import { calibrationLines } from "../../../src/ui/presentation/calibration-lines.ts";

const detail = {
  space: { id: "abc", model: "some-model", dimensions: 4 },
  calibration: {
    version: 1,
    space: "abc",
    featuresVersion,
    names: [...featureNames],
    intercept: 0,
    weights: featureNames.map(() => 1),
    most: 0.999,
    examples: 1200,
    right: 900,
    error: {
      ece: 0.0123,
      brier: 0.041,
      bins: [
        { from: 0.2, to: 0.3, count: 200, right: 70, said: 0.25, was: 0.35, low: 0.287, high: 0.418 },
        { from: 0.9, to: 0.95, count: 1000, right: 930, said: 0.93, was: 0.93, low: 0.912, high: 0.944 },
      ],
    },
    madeAt: "2026-01-01T00:00:00.000Z",
  },
};

test("the reliability diagram shows what was said, what came true and its interval, in plain characters", () => {
  expect(calibrationLines(detail, translator("en"))).toEqual([
    "Probabilities of some-model, fitted to 1200 matches (900 right)",
    "Off by 1.2% on average for covers not fitted to (ECE); Brier score 0.04",
    "",
    "   said  matches  was right      95% range  0                             1",
    "  25.0%      200      35.0%  28.7% - 41.8%  ........|--o--.................",
    "  93.0%     1000      93.0%  91.2% - 94.4%  ...........................-*..",
    "  | said   o came true   - its 95% range   * both",
  ]);
});

test("the diagram fits into 80 columns in both languages", () => {
  for (const language of ["en", "es"] as const) {
    const widths = calibrationLines(detail, translator(language)).map((line) => Bun.stringWidth(line));
    expect(Math.max(...widths)).toBeLessThanOrEqual(80);
  }
});

test("a run that fitted nothing has no diagram", () => {
  expect(calibrationLines({ ...detail, calibration: null }, translator("en"))).toEqual([]);
  expect(calibrationLines({}, translator("en"))).toEqual([]);
});

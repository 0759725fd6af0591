import { expect, test } from "bun:test";
import {
  type Calibration,
  type Evidence,
  featureNames,
  features,
  featuresVersion,
  probabilityOf,
} from "../../../src/engine/matching/evidence.ts";

const evidence: Evidence = {
  cosine: 0.9,
  margin: 0.25,
  hashDistance: 8,
  colourSimilarity: 0.8,
  alignment: { points: 200, correlation: 0.7, area: 0.6, title: 0.4, weakest: 0.5 },
  text: "silent",
  twin: false,
  byScan: false,
};

test("evidence becomes numbers in the order of their names", () => {
  expect(features(evidence)).toEqual([0.9, 0.5, 0.75, 0.8, 1, 0.7, 0.6, 0.4, 0.5, 1, 0, 1]);
  expect(features(evidence)).toHaveLength(featureNames.length);
});

test("each number grows with what speaks for the match", () => {
  const better: Partial<Evidence>[] = [
    { cosine: 0.95 },
    { margin: 0.3 },
    { hashDistance: 2 },
    { colourSimilarity: 0.9 },
    ...(["correlation", "area", "title", "weakest"] as const).map((what) => ({
      alignment: { points: 200, correlation: 0.7, area: 0.6, title: 0.4, weakest: 0.5, [what]: 0.9 },
    })),
    { text: "for" },
  ];
  const before = features(evidence);
  for (const change of better) {
    const after = features({ ...evidence, ...change });
    expect(after.filter((value, at) => value > (before[at] as number))).toHaveLength(1);
    expect(after.some((value, at) => value < (before[at] as number))).toBe(false);
  }
  for (const change of [{ text: "against" }, { twin: true }] as const) {
    const against = features({ ...evidence, ...change });
    expect(against.filter((value, at) => value < (before[at] as number))).toHaveLength(1);
  }
});

test("no rival counts as a margin as wide as can be, and no alignment as none found", () => {
  const margin = featureNames.indexOf("margin");
  expect(features({ ...evidence, margin: null })[margin]).toBe(1);
  expect(features({ ...evidence, margin: 3 })[margin]).toBe(1);
  const none = { points: 0, correlation: 0, area: 0, title: 0, weakest: 0 };
  expect(features({ ...evidence, alignment: null })).toEqual(features({ ...evidence, alignment: none }));
});

test("a calibration that was fitted to other numbers is not asked", () => {
  const calibration: Calibration = { featuresVersion, probability: ([cosine = 0]) => cosine / 2 };
  expect(probabilityOf(evidence, calibration)).toBe(0.45);
  expect(probabilityOf(evidence, { ...calibration, featuresVersion: featuresVersion - 1 })).toBeNull();
  expect(probabilityOf(evidence, null)).toBeNull();
});

test("of two issues under one picture neither is likelier than one half, unless its name is told", () => {
  const calibration: Calibration = { featuresVersion, probability: () => 0.99 };
  expect(probabilityOf({ ...evidence, twin: true }, calibration)).toBe(0.5);
  expect(probabilityOf({ ...evidence, twin: true, text: "against" }, calibration)).toBe(0.5);
  expect(probabilityOf({ ...evidence, twin: true, text: "for" }, calibration)).toBe(0.99);
  expect(probabilityOf({ ...evidence, twin: true }, { featuresVersion, probability: () => 0.2 })).toBe(0.2);
});

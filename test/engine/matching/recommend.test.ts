import { expect, test } from "bun:test";
import type { Evidence, Scale } from "../../../src/engine/matching/evidence.ts";
import { recommend, secondOpinion } from "../../../src/engine/matching/recommend.ts";

const scale: Scale = {
  suggest: 0.5,
  medium: { cosine: 0.55, margin: 0.08 },
  strong: { cosine: 0.65, margin: 0.15 },
};

/** Everything speaks for the candidate, but for what a test changes. */
function evidence(changed: Partial<Evidence> = {}): Evidence {
  return {
    cosine: 0.9,
    margin: 0.4,
    hashDistance: 4,
    colourSimilarity: 0.8,
    alignment: null,
    text: "silent",
    twin: false,
    byScan: false,
    ...changed,
  };
}

test("a match is strong when cosine, margin and a second signal speak for it at once", () => {
  expect(recommend(evidence(), scale)).toBe("strong");
  expect(recommend(evidence({ cosine: 0.65, margin: 0.15 }), scale)).toBe("strong");
});

test("no two of the three signals make a match strong", () => {
  expect(recommend(evidence({ cosine: 0.649 }), scale)).toBe("medium");
  expect(recommend(evidence({ margin: 0.149 }), scale)).toBe("medium");
  expect(recommend(evidence({ hashDistance: 22, colourSimilarity: 0.4 }), scale)).toBe("medium");
});

test("a perfect cosine alone is no more than low when a near rival stands beside it", () => {
  expect(recommend(evidence({ cosine: 1, margin: 0.01 }), scale)).toBe("low");
  expect(recommend(evidence({ cosine: 1, margin: 0 }), scale)).toBe("low");
});

test("text that speaks against a candidate keeps it low whatever the picture says", () => {
  expect(recommend(evidence({ cosine: 1, margin: 0.9, hashDistance: 0, text: "against" }), scale)).toBe(
    "low",
  );
});

test("text can be the second signal where the picture's own is silent, but never against its objection", () => {
  const silent = { hashDistance: 22, colourSimilarity: 0.4 };
  expect(recommend(evidence({ ...silent, text: "for" }), scale)).toBe("strong");
  const objecting = { hashDistance: 30, colourSimilarity: 0.1 };
  expect(recommend(evidence({ ...objecting, text: "for" }), scale)).toBe("low");
});

test("without any rival the margin is as wide as can be", () => {
  expect(recommend(evidence({ margin: null }), scale)).toBe("strong");
});

test("under the space's threshold nothing is recommended at all", () => {
  expect(recommend(evidence({ cosine: 0.499, text: "for" }), scale)).toBe("none");
  expect(recommend(evidence({ cosine: 0.5, margin: 0 }), scale)).toBe("low");
});

test("the second opinion weighs the hash above the colours", () => {
  const opinion = (hashDistance: number, colourSimilarity: number) =>
    secondOpinion(evidence({ hashDistance, colourSimilarity }));
  expect(opinion(14, 0.3)).toBe("agrees");
  expect(opinion(14, 0.1)).toBe("silent");
  expect(opinion(20, 0.5)).toBe("agrees");
  expect(opinion(20, 0.4)).toBe("silent");
  expect(opinion(26, 0.4)).toBe("objects");
  expect(opinion(26, 0.9)).toBe("silent");
});

test("a calibrated probability takes the place of cosine and margin, never that of the second signal", () => {
  const weak = evidence({ cosine: 0.51, margin: 0.01 });
  expect(recommend(weak, scale, 0.999)).toBe("strong");
  expect(recommend(evidence(), scale, 0.9)).toBe("medium");
  expect(recommend(evidence(), scale, 0.5)).toBe("low");
  expect(recommend(evidence({ hashDistance: 22, colourSimilarity: 0.4 }), scale, 1)).toBe("medium");
  expect(recommend(evidence({ text: "against" }), scale, 1)).toBe("low");
  expect(recommend(evidence({ cosine: 0.4 }), scale, 1)).toBe("none");
});

const seen = { points: 90, correlation: 0.95, area: 0.8, title: 0.9, weakest: 0.9 };

test("the same drawing all over makes a match strong whatever cosine and hash say", () => {
  const crop = { cosine: 0.3, margin: -0.1, hashDistance: 30, colourSimilarity: 0.1 };
  expect(recommend(evidence({ ...crop, alignment: seen }), scale)).toBe("strong");
  expect(recommend(evidence(crop), scale)).toBe("none");
});

test("the same art with a part printed differently is never strong, however equal the rest", () => {
  expect(recommend(evidence({ cosine: 1, alignment: { ...seen, weakest: 0.3 } }), scale)).toBe("low");
  expect(recommend(evidence({ cosine: 1, alignment: { ...seen, weakest: 0.3 }, text: "for" }), scale)).toBe(
    "low",
  );
});

test("what is out of sight keeps a match from being strong, unless the name tells it", () => {
  for (const hidden of [{ title: 0.1 }, { area: 0.3 }]) {
    expect(recommend(evidence({ alignment: { ...seen, ...hidden } }), scale)).toBe("medium");
    expect(recommend(evidence({ alignment: { ...seen, ...hidden }, text: "for" }), scale)).toBe("strong");
  }
});

test("pictures that do not fit over each other are not taken unseen, however alike they look", () => {
  for (const other of [{ points: 8 }, { area: 0.1 }])
    expect(recommend(evidence({ cosine: 0.99, alignment: { ...seen, ...other } }), scale)).toBe("medium");
});

test("a picture that the catalogue holds twice is asked about", () => {
  expect(recommend(evidence({ alignment: seen, twin: true }), scale, 1)).toBe("low");
});

test("an improbable match is not strong though the drawing is the same", () => {
  expect(recommend(evidence({ alignment: seen }), scale, 0.9)).toBe("medium");
  expect(recommend(evidence({ alignment: seen }), scale, 0.98)).toBe("strong");
});

test("the person's own scan suggests an issue, and applies nothing: a wrong link must not bring more of them", () => {
  const byScan = { byScan: true, cosine: 0.1, margin: -0.5 };
  expect(recommend(evidence({ ...byScan, alignment: { ...seen, points: 5 } }), scale)).toBe("medium");
  expect(recommend(evidence({ ...byScan, alignment: null }), scale, 1)).toBe("medium");
  expect(recommend(evidence({ ...byScan, text: "for" }), scale)).toBe("medium");
  expect(recommend(evidence({ ...byScan, text: "against" }), scale)).toBe("low");
  // The catalogue's cover agrees: it is that which makes the match strong.
  expect(recommend(evidence({ alignment: seen }), scale)).toBe("strong");
});

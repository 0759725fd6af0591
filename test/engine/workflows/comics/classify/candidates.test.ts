import { expect, test } from "bun:test";
import { colourSignatureLength } from "../../../../../src/engine/images/colour-signature.ts";
import type { NearCover } from "../../../../../src/engine/workflows/comics/classify/candidates.ts";
import { toCandidates } from "../../../../../src/engine/workflows/comics/classify/candidates.ts";
import type { CoverFeatures } from "../../../../../src/engine/workflows/comics/cover-features.ts";
import { type IssueHints, issueOf } from "../../../../../src/engine/workflows/comics/issue.ts";

const scale = {
  suggest: 0.5,
  medium: { cosine: 0.55, margin: 0.08 },
  strong: { cosine: 0.65, margin: 0.15 },
};
const hash = "00ff00ff00ff00ff";
/** Any signature equals itself. */
const colour = "10".repeat(colourSignatureLength);

function comic(hints: IssueHints = {}): CoverFeatures {
  return { content: "c", hash, colour, width: 200, height: 300, page: null, hints };
}

let id = 0;

/** A catalogue cover that looks like the comic, at a cosine of it. */
function near(number: string, cosine: number, picture = hash): NearCover {
  id++;
  const issue = { id, ...issueOf({ series: "Batman", number }, `own${id}`, "cover") };
  const cover = {
    id,
    name: `cover${id}~abc`,
    path: `/covers/${id}.jpg`,
    issue: id,
    size: 1,
    modifiedMs: 1,
    described: "",
    content: `content${id}`,
    hash: Uint8Array.fromHex(picture),
    colour: Uint8Array.fromHex(colour),
  };
  return { cover, issue, cosine };
}

const none: ReadonlySet<string> = new Set();
const labels = (found: ReturnType<typeof toCandidates>) => found.candidates.map(({ label }) => label);

test("of the variants of an issue the nearest stands for it, and none is a rival of another", () => {
  const found = toCandidates(comic(), [near("1", 0.95), near("1", 0.94), near("2", 0.6)], scale, none);
  expect(labels(found)).toEqual(["Batman #1", "Batman #2"]);
  expect(found.recommendation).toBe("strong");
  expect(found.candidates[0]?.score).toBe(0.95);
});

test("another issue close behind takes the strength from the best", () => {
  const found = toCandidates(comic(), [near("1", 0.95), near("2", 0.94)], scale, none);
  expect(found.recommendation).toBe("low");
});

test("a higher threshold hides a rival from view, and never makes the doubtful match strong by it", () => {
  const covers = [near("1", 0.9), near("2", 0.85)];
  const found = toCandidates(comic(), covers, { ...scale, suggest: 0.88 }, none);
  expect(labels(found)).toEqual(["Batman #1"]);
  expect(found.recommendation).toBe("low");
});

test("an issue that was rejected is neither suggested nor a rival", () => {
  const [wrong, right] = [near("1", 0.95), near("2", 0.94)];
  const found = toCandidates(comic(), [wrong, right], scale, new Set([wrong.issue.key]));
  expect(labels(found)).toEqual(["Batman #2"]);
  expect(found.recommendation).toBe("strong");
  expect(toCandidates(comic(), [wrong], scale, new Set([wrong.issue.key]))).toEqual({
    candidates: [],
    recommendation: "none",
  });
});

test("another number of the same series, or of another, speaks against what the picture says", () => {
  const covers = [near("1", 0.99), near("2", 0.5)];
  expect(toCandidates(comic({ series: "Batman", number: "1" }), covers, scale, none).recommendation).toBe(
    "strong",
  );
  expect(toCandidates(comic({ series: "Batman", number: "7" }), covers, scale, none).recommendation).toBe(
    "low",
  );
  expect(toCandidates(comic({ series: "Hulk", number: "7" }), covers, scale, none).recommendation).toBe(
    "low",
  );
  // A folder may be named anything: another series alone is no objection.
  expect(toCandidates(comic({ series: "My comics" }), covers, scale, none).recommendation).toBe("strong");
});

test("each candidate says why: cosine, margin with its rival, hash, colour and the words", () => {
  const other = "ff00ff00ff00ff00";
  const found = toCandidates(
    comic({ series: "Batman", number: "1" }),
    [near("1", 0.9), near("2", 0.7, other)],
    scale,
    none,
  );
  const told = found.candidates.map(({ reasons }) => reasons.map(({ code, speaks }) => `${code} ${speaks}`));
  expect(told).toEqual([
    ["cosine info", "margin for", "hash for", "colour for", "series for", "number for"],
    ["cosine info", "margin against", "hash against", "colour for", "series for", "number against"],
  ]);
  expect(found.candidates[0]?.reasons[1]?.data).toEqual({ value: 0.2, rival: "Batman #2" });
  expect(found.candidates.every(({ probability }) => probability === null)).toBe(true);
});

test("no more than five issues are shown, best first, and equal ones by the cover's number", () => {
  const covers = ["1", "2", "3", "4", "5", "6", "7"].map((number) => near(number, 0.7));
  const found = toCandidates(comic(), [...covers].reverse(), scale, none);
  expect(labels(found)).toEqual(["1", "2", "3", "4", "5"].map((number) => `Batman #${number}`));
});

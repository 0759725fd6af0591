import { expect, test } from "bun:test";
import { colourSignatureLength } from "../../../../../src/engine/images/colour-signature.ts";
import { toCandidates } from "../../../../../src/engine/workflows/comics/classify/candidates.ts";
import type { ComparedCover } from "../../../../../src/engine/workflows/comics/classify/compare.ts";
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

const untouched = {
  trimmed: null,
  straightened: null,
  layout: { kind: "single" },
  seen: null,
  notes: [],
} as const;

function comic(hints: IssueHints = {}): CoverFeatures {
  return {
    content: "c",
    hash,
    colour,
    width: 200,
    height: 300,
    page: null,
    pages: null,
    preparation: untouched,
    hints,
  };
}

let id = 0;

/** A catalogue cover that looks like the comic, at a cosine of it. */
function near(number: string, cosine: number, picture = hash): ComparedCover {
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
  return { cover, issue, cosine, alignment: null };
}

const labels = (found: ReturnType<typeof toCandidates>) => found.candidates.map(({ label }) => label);

test("of the variants of an issue the nearest stands for it, and none is a rival of another", () => {
  const found = toCandidates(comic(), [near("1", 0.95), near("1", 0.94), near("2", 0.6)], { scale });
  expect(labels(found)).toEqual(["Batman #1", "Batman #2"]);
  expect(found.recommendation).toBe("strong");
  expect(found.candidates[0]?.score).toBe(0.95);
});

test("another issue close behind takes the strength from the best", () => {
  const found = toCandidates(comic(), [near("1", 0.95), near("2", 0.94)], { scale });
  expect(found.recommendation).toBe("low");
});

test("a higher threshold hides a rival from view, and never makes the doubtful match strong by it", () => {
  const covers = [near("1", 0.9), near("2", 0.85)];
  const found = toCandidates(comic(), covers, { scale, threshold: 0.88 });
  expect(labels(found)).toEqual(["Batman #1"]);
  expect(found.recommendation).toBe("low");
});

test("another number of the same series, or of another, speaks against what the picture says", () => {
  const covers = [near("1", 0.99), near("2", 0.5)];
  expect(toCandidates(comic({ series: "Batman", number: "1" }), covers, { scale }).recommendation).toBe(
    "strong",
  );
  expect(toCandidates(comic({ series: "Batman", number: "7" }), covers, { scale }).recommendation).toBe(
    "low",
  );
  expect(toCandidates(comic({ series: "Hulk", number: "7" }), covers, { scale }).recommendation).toBe("low");
  // A folder may be named anything: another series alone is no objection.
  expect(toCandidates(comic({ series: "My comics" }), covers, { scale }).recommendation).toBe("strong");
});

test("each candidate says why: cosine, margin with its rival, hash, colour and the words", () => {
  const other = "ff00ff00ff00ff00";
  const found = toCandidates(
    comic({ series: "Batman", number: "1" }),
    [near("1", 0.9), near("2", 0.7, other)],
    { scale },
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
  const found = toCandidates(comic(), [...covers].reverse(), { scale });
  expect(labels(found)).toEqual(["1", "2", "3", "4", "5"].map((number) => `Batman #${number}`));
});

const seen = { points: 90, correlation: 0.95, area: 0.8, title: 0.9, weakest: 0.9 };

test("a cover with the comic's drawing comes before nearer ones, and is strong though its cosine is low", () => {
  const drawn = { ...near("3", 0.31), alignment: seen };
  const found = toCandidates(comic(), [near("1", 0.6), near("2", 0.55), drawn], { scale });
  expect(labels(found)).toEqual(["Batman #3", "Batman #1", "Batman #2"]);
  expect(found.recommendation).toBe("strong");
  expect(found.candidates[0]?.reasons[1]?.data).toEqual({ value: -0.29, rival: "Batman #1" });
});

test("a cosine that a person set hides what lies below it, equal drawings too", () => {
  const drawn = { ...near("3", 0.31), alignment: seen };
  expect(toCandidates(comic(), [drawn], { scale, threshold: 0.4 }).candidates).toEqual([]);
});

test("a cover that was printed again under another issue is asked about, and says so", () => {
  const covers = [near("1", 0.95), near("101", 0.93)] as const;
  const twin = covers[1].issue;
  const found = toCandidates(comic(), [{ ...covers[0], alignment: seen, twin }, covers[1]], { scale });
  expect(found.recommendation).toBe("low");
  const reason = found.candidates[0]?.reasons.find(({ code }) => code === "twin");
  expect(reason).toEqual({ code: "twin", speaks: "against", data: { other: "Batman #101" } });
});

test("what laying the pictures over each other showed is told: shared, seen of the title, printed differently", () => {
  const told = (alignment: typeof seen) =>
    toCandidates(comic(), [{ ...near("1", 0.9), alignment }], { scale })
      .candidates[0]?.reasons.filter(({ code }) => ["overlay", "title-seen", "weakest-part"].includes(code))
      .map(({ code, speaks }) => `${code} ${speaks}`);
  expect(told(seen)).toEqual(["overlay for", "title-seen for", "weakest-part for"]);
  expect(told({ ...seen, title: 0.1 })).toEqual(["overlay info", "title-seen info", "weakest-part for"]);
  expect(told({ ...seen, weakest: 0.2 })).toEqual(["overlay for", "title-seen for", "weakest-part against"]);
  expect(told({ ...seen, points: 5 })).toEqual(["overlay against"]);
});

test("an issue that only the person's own scan shows is suggested with that scan as the reason, never strong", () => {
  const scan = { path: "/mine/3.cbz", content: "mine", cosine: 0.97 };
  const other = { points: 4, correlation: 0, area: 0, title: 0, weakest: 0 };
  const enrolled = { ...near("3", 0.2), scan, byScan: true, alignment: other };
  const found = toCandidates(comic(), [near("1", 0.6), enrolled], { scale });
  expect(labels(found)).toEqual(["Batman #3", "Batman #1"]);
  expect(found.recommendation).toBe("medium");
  expect(found.candidates[0]?.preview).toBe(enrolled.cover.content);
  expect(found.candidates[0]?.reasons).toContainEqual({
    code: "own-scan",
    speaks: "for",
    data: { value: 0.97, path: "/mine/3.cbz" },
  });
});

import { describe, expect, test } from "bun:test";
import type { Reason } from "../../../src/stores/ledger.ts";
import { translator } from "../../../src/ui/language/translator.ts";
import { presentationOf } from "../../../src/ui/presentation/of-workflow.ts";
import {
  inOrder,
  reasonHeadline,
  reasonMeasure,
  reasonName,
  reasonNote,
  reasonSentence,
} from "../../../src/ui/presentation/reason-words.ts";

const es = translator("es");
const en = translator("en");
const comics = presentationOf("comics.classify");
const share = (reason: Reason) => reasonMeasure(reason, comics, en)?.share ?? null;

test("a reason is said in the person's language with its figures", () => {
  const margin = { code: "margin", speaks: "for", data: { value: 0.1234, rival: "Batman #2" } } as const;
  expect(reasonSentence(margin, comics, es)).toBe("0,12 por delante de Batman #2");
  const number = { code: "number", speaks: "against", data: { hint: "12" } } as const;
  expect(reasonSentence(number, comics, en)).toBe("another number: 12");
  expect(reasonSentence({ ...number, speaks: "for" }, comics, en)).toBe("same number: 12");
  const year = { code: "year", speaks: "for", data: { hint: 1940 } } as const;
  expect(reasonSentence(year, comics, en)).toBe("same year: 1940");
});

test("an unknown reason is shown by its code and data, made safe, with a bar where it has a value", () => {
  const odd = { code: "odd\u001b[2J", speaks: "info", data: { value: 0.5, of: "\u202ex" } } as const;
  expect(reasonSentence(odd, comics, en)).toBe("odd 0.5 x");
  expect(reasonName(odd, comics, en)).toBe("odd");
  expect(reasonNote(odd, comics, en)).toBe("x");
  expect(reasonMeasure(odd, comics, en)).toEqual({ share: 0.5, figure: "0.50" });
  expect(reasonMeasure({ code: "odder", speaks: "for" }, comics, en)).toBeNull();
});

describe("the bar of a reason", () => {
  test("is full where all speaks for the candidate, whatever the scale of its figure", () => {
    expect(share({ code: "cosine", speaks: "info", data: { value: 0.5 } })).toBe(0.5);
    expect(share({ code: "margin", speaks: "for", data: { value: 0.125 } })).toBe(0.5);
    expect(share({ code: "hash", speaks: "for", data: { distance: 8 } })).toBe(0.75);
    expect(share({ code: "colour", speaks: "for", data: { value: 7 } })).toBe(1);
    expect(share({ code: "margin", speaks: "against", data: { value: -0.1 } })).toBe(0);
  });

  test("says where words agree or not, and is left out where there is no measure", () => {
    expect(share({ code: "series", speaks: "for", data: { hint: "x" } })).toBe(1);
    expect(share({ code: "series", speaks: "against", data: { hint: "x" } })).toBe(0);
    expect(share({ code: "duplicate", speaks: "info", data: { other: "x" } })).toBeNull();
    expect(share({ code: "cosine", speaks: "info", data: { value: Number.NaN } })).toBeNull();
  });
});

test("reasons come in the order of their table, unknown ones last as they came", () => {
  const codes = ["zebra", "year", "hash", "apple", "cosine"];
  const reasons = codes.map((code) => ({ code, speaks: "info" as const }));
  expect(inOrder(reasons, comics).map(({ code }) => code)).toEqual([
    "cosine",
    "hash",
    "year",
    "zebra",
    "apple",
  ]);
});

test("what stands beside the score is told there and nowhere else", () => {
  const margin = { code: "margin", speaks: "for", data: { value: 0.2, rival: "x" } } as const;
  expect(reasonHeadline(margin, comics, en)).toBe("ahead by 0.20");
  expect(reasonHeadline({ code: "cosine", speaks: "info" }, comics, en)).toBe("");
  expect(reasonHeadline({ code: "hash", speaks: "for" }, comics, en)).toBeUndefined();
});

import { expect, test } from "bun:test";
import { preparationReasons } from "../../../../../src/engine/workflows/comics/classify/preparation-reasons.ts";
import { translator } from "../../../../../src/ui/language/translator.ts";
import { presentationOf } from "../../../../../src/ui/presentation/of-workflow.ts";
import { reasonSentence } from "../../../../../src/ui/presentation/reason-words.ts";

const untouched = {
  trimmed: null,
  straightened: null,
  layout: { kind: "single" },
  seen: null,
  notes: [],
} as const;
const said = (preparation: Parameters<typeof preparationReasons>[0], language: "en" | "es") =>
  preparationReasons(preparation).map((reason) =>
    reasonSentence(reason, presentationOf("comics.classify"), translator(language)),
  );

test("of a picture to which nothing was done nothing is said", () => {
  expect(preparationReasons(untouched)).toEqual([]);
});

test("all that was done to a picture is said, with its figures, in either language", () => {
  const prepared = {
    straightened: { turn: -0.4, certainty: 0.91 },
    trimmed: { top: 0.051, right: 0, bottom: 0.049, left: 0.012 },
    layout: { kind: "wraparound", front: "left" },
    seen: null,
    notes: [],
  } as const;
  expect(said(prepared, "en")).toEqual([
    "the page lay askew (turned by 0°): it was made straight",
    "a border was taken off: 5 % above, 5 % below, 1 % on the left, 0 % on the right",
    "back and front lie open beside each other: the front is the left half",
  ]);
  expect(said(prepared, "es").at(-1)).toBe(
    "contraportada y portada están abiertas una junto a otra: la portada es la mitad izquierda",
  );
  expect(said({ ...untouched, straightened: { turn: 7.6, certainty: 0.8 } }, "en")).toEqual([
    "the page lay askew (turned by 8°): it was made straight",
  ]);
});

test("a page that was not surely found is said to have been left", () => {
  const [sentence] = said({ ...untouched, seen: null, notes: ["page-unsure"] }, "es");
  expect(sentence).toContain("se ha dejado como está");
});

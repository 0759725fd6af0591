import { expect, test } from "bun:test";
import { translator } from "../../../src/ui/language/translator.ts";
import { faces } from "../../../src/ui/presentation/faces.ts";

function summaryOf(errors: Record<string, number>, language: "en" | "es"): string {
  const detail = { successful: 1, errors, skipped: {}, total: 9, seconds: 1, average: null };
  return (faces.summaries?.["faces.embed"]?.(detail, translator(language)) ?? []).join("\n");
}

test("causes that are not of faces are told in words too, those that mean the same together", () => {
  const errors = { "image-format": 3, "image-broken": 1, "not-found": 1, "http-refused": 1, "face-none": 1 };
  const en = summaryOf(errors, "en");
  expect(en).toContain("no picture that can be read 3, picture not found 2, broken picture 1, no face 1");
  expect(en).not.toContain("image-format");
  expect(summaryOf(errors, "es")).toContain("no es una imagen legible 3, imagen no encontrada 2");
});

test("a cause that nobody has words for is told as another one, with its code", () => {
  expect(summaryOf({ bug: 1 }, "en")).toContain("another cause (bug) 1");
});

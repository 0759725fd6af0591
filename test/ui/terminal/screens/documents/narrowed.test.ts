import { expect, test } from "bun:test";
import { homedir } from "node:os";
import { join } from "node:path";
import { translator } from "../../../../../src/ui/language/translator.ts";
import { narrowed, wordsOf } from "../../../../../src/ui/terminal/screens/documents/narrowed.ts";

const t = translator("en");

test("a question says where to look, in any place and with blanks in quotes", () => {
  expect(narrowed("in:/notes the guarantee type:PDF", t)).toEqual({
    text: "the guarantee",
    within: "/notes",
    format: "pdf",
  });
  expect(narrowed('guarantee in:"~/my notes"', t)).toEqual({
    text: "guarantee",
    within: join(homedir(), "my notes"),
  });
  expect(wordsOf("in:/notes the type:pdf guarantee")).toBe("the guarantee");
});

test("words that only look alike stay words", () => {
  expect(narrowed("login:fails, type: unknown", t)).toEqual({ text: "login:fails, type: unknown" });
});

test("a kind that there is not is refused with those that there are", () => {
  expect(() => narrowed("guarantee type:tomato", t)).toThrow(
    expect.objectContaining({ data: { detail: expect.stringContaining("pdf") } }),
  );
});

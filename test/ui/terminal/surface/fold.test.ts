import { expect, test } from "bun:test";
import { fold } from "../../../../src/ui/terminal/surface/fold.ts";

test("a text is broken between words, and goes on below with an indent", () => {
  expect(fold("one two three four", 9)).toEqual(["one two", "three", "four"]);
  expect(fold("one two three four", 9, 2)).toEqual(["one two", "  three", "  four"]);
});

test("blanks that align stay, also at the beginning", () => {
  expect(fold("  a    1  b", 40)).toEqual(["  a    1  b"]);
});

test("a word that is longer than a line has one of its own, and nothing is one empty line", () => {
  expect(fold("a verylongword b", 5)).toEqual(["a", "verylongword", "b"]);
  expect(fold("", 5)).toEqual([""]);
});

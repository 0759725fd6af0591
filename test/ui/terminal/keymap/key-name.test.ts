import { expect, test } from "bun:test";
import type { Key } from "../../../../src/ui/terminal/ink.ts";
import { keyPresses } from "../../../../src/ui/terminal/keymap/key-name.ts";

const names = (input: string, key: Partial<Key> = {}) =>
  keyPresses(input, key as Key).map(({ name, text }) => [name, text]);

test("letters that a slow line delivers together are single presses", () => {
  expect(names("aB ñ")).toEqual([
    ["a", "a"],
    ["B", "B"],
    ["space", " "],
    ["ñ", "ñ"],
  ]);
});

test("keys that arrive amid letters keep their names", () => {
  expect(names("a\t\u007f\u0003\r")).toEqual([
    ["a", "a"],
    ["tab", ""],
    ["backspace", ""],
    ["ctrl+c", ""],
    ["enter", ""],
  ]);
});

test("named keys type nothing", () => {
  expect(names("", { return: true })).toEqual([["enter", ""]]);
  expect(names("\n")).toEqual([["enter", ""]]);
  expect(names("", { tab: true, shift: true })).toEqual([["shift+tab", ""]]);
  expect(names("c", { ctrl: true })).toEqual([["ctrl+c", ""]]);
});

test("letting a key go is no press", () => {
  expect(names("a", { eventType: "release" })).toEqual([]);
});

import { expect, test } from "bun:test";
import { earlyFlag } from "../../../src/ui/command-line/early-flag.ts";

test("a flag's value is read with a space and with an equals sign, whatever it holds", () => {
  expect(earlyFlag(["runs", "list", "--lang", "es"], "--lang")).toBe("es");
  expect(earlyFlag(["runs", "--workspace=/a=b", "list"], "--workspace")).toBe("/a=b");
  expect(earlyFlag(["--workspace", "/a=b", "list"], "--workspace")).toBe("/a=b");
});

test("a flag that is not there has no value, and the first word is none of it", () => {
  expect(earlyFlag(["models", "pull", "x"], "--workspace")).toBeUndefined();
  expect(earlyFlag(["es"], "--lang")).toBeUndefined();
  expect(earlyFlag(["runs", "--lang"], "--lang")).toBeUndefined();
  expect(earlyFlag([], "--lang")).toBeUndefined();
});

import { expect, test } from "bun:test";
import { tokenCounter } from "../../../src/engine/language-model/count-tokens.ts";

test("ordinary text is counted exactly, and a special token written in it is only text", async () => {
  const count = await tokenCounter("o200k_base");
  expect(count("hello world")).toBe(2);
  expect(count("hola <|endoftext|>")).toBeGreaterThan(3);
  expect(count("")).toBe(0);
});

test("a run of a hundred thousand letters without a break is counted in slices, not in hours", async () => {
  const count = await tokenCounter("o200k_base");
  expect(count(`antes ${"a".repeat(100_000)} después`)).toBeGreaterThan(5000);
});

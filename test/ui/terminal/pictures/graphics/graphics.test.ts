import { expect, test } from "bun:test";
import { drawsPlaceholders } from "../../../../../src/ui/terminal/pictures/graphics/graphics.ts";
import { graphicsInTmux } from "../../../../../src/ui/terminal/pictures/graphics/tmux-graphics.ts";

test.each([
  ["kitty(0.28.0)", true],
  ["kitty(0.41.1)", true],
  ["kitty(1.0.0)", true],
  ["kitty(0.27.1)", false],
  ["ghostty 1.1.3", true],
  ["WezTerm 20240203", false],
  ["Konsole 24.08", false],
  ["xterm.js(5.5.0)", false],
  ["", false],
])("whether the terminal %p draws placeholders: %p", (version, draws) => {
  expect(drawsPlaceholders(version)).toBe(draws);
});

test("in tmux pictures are drawn only where it lets commands through to a terminal that draws them", () => {
  const cell = { width: 9, height: 18 };
  expect(graphicsInTmux("on\tkitty(0.35.2)\t9\t18\n")).toEqual({ cell, isInTmux: true, depth: "256" });
  expect(graphicsInTmux("1\tghostty 1.1\t\t\n")?.cell).toEqual({ width: 8, height: 16 });
  expect(graphicsInTmux("off\tkitty(0.35.2)\t9\t18\n")).toBeNull();
  expect(graphicsInTmux("0\tkitty(0.35.2)\t9\t18\n")).toBeNull();
  expect(graphicsInTmux("on\tXTerm(380)\t9\t18\n")).toBeNull();
  expect(graphicsInTmux("")).toBeNull();
});

import { expect, test } from "bun:test";
import { pastedInLine, typedLine } from "../../../../src/ui/terminal/view-model/typed-line.ts";

test("keys write at the end of a line, Backspace takes what looks like one letter, Ctrl-U takes all", () => {
  expect(typedLine("Ad", { name: "a", text: "a" })).toBe("Ada");
  expect(typedLine("Pen\u0303", { name: "backspace", text: "" })).toBe("Pe");
  expect(typedLine("a👩‍🔬", { name: "delete", text: "" })).toBe("a");
  expect(typedLine("", { name: "backspace", text: "" })).toBe("");
  expect(typedLine("Ada", { name: "ctrl+u", text: "" })).toBe("");
  expect(typedLine("Ada", { name: "f5", text: "" })).toBeUndefined();
});

test("pasted lines become one", () => {
  expect(pastedInLine("Ada", "\n King \r\n Byron ")).toBe("AdaKing Byron");
});

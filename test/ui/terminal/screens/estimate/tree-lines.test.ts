import { expect, test } from "bun:test";
import type { Part } from "../../../../../src/ui/terminal/components/line.tsx";
import { treeLines } from "../../../../../src/ui/terminal/screens/estimate/tree-lines.ts";
import { surfaceOf } from "../../../../../src/ui/terminal/surface/surface.ts";

const surface = (columns: number) =>
  surfaceOf({ language: "en", ascii: false, colour: false, screenReader: false }, { columns, rows: 24 }, {});
const textOf = (lines: readonly Part[][]) =>
  lines.map((parts) =>
    parts
      .map((part) => (typeof part === "string" ? part : part.text))
      .join("")
      .trimEnd(),
  );

const line = (name: string, depth: number, usd = 0) => ({ name, depth, files: 12, tokens: 34_000, usd });
const tree = [line("/home/somebody/notes", 0), ...["a", "b", "c"].map((name) => line(name, 1))];

test("folders stand below their source, with files and tokens", () => {
  expect(textOf(treeLines({ tree }, surface(80), 10))).toEqual([
    "",
    "                       files  tokens",
    " /home/somebody/notes     12  34,000",
    "   a                      12  34,000",
    "   b                      12  34,000",
    "   c                      12  34,000",
  ]);
});

test("money has a column where there is any", () => {
  const paid = textOf(treeLines({ tree: [line("/notes", 0, 1.5)] }, surface(80), 10));
  expect(paid[2]).toMatch(/^ \/notes +12 +34,000 +\$1\.50$/);
});

test("what there is no room for is counted, and lines are never wider than the terminal", () => {
  const lines = textOf(treeLines({ tree }, surface(80), 5));
  expect(lines).toHaveLength(5);
  expect(lines.at(-1)).toBe(" and 2 folders more");
  for (const text of textOf(treeLines({ tree }, surface(30), 10)))
    expect(Bun.stringWidth(text)).toBeLessThanOrEqual(30);
  expect(treeLines({ tree }, surface(80), 2)).toEqual([]);
  expect(treeLines({}, surface(80), 10)).toEqual([]);
});

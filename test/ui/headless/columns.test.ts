import { expect, test } from "bun:test";
import { alignedRows } from "../../../src/ui/headless/columns.ts";

test("columns stand one below the other by what they take on a screen, and nothing trails", () => {
  const rows = [
    ["NAME", "SIZE", "HERE"],
    ["漫画", "1", "yes"],
    ["a", "1000", ""],
  ];
  expect(alignedRows(rows, [1])).toEqual(["NAME  SIZE  HERE", "漫画     1  yes", "a     1000  "]);
  expect(alignedRows([])).toEqual([]);
});

import { expect, test } from "bun:test";
import {
  mostCells,
  placeholderLines,
} from "../../../../../src/ui/terminal/pictures/kitty/placeholder-lines.ts";

test("a picture is lines of cells that each say their row and column, coloured with its number", () => {
  // From the documentation of the protocol.
  expect(placeholderLines(42, { columns: 2, rows: 2 })).toEqual([
    "\u001b[38;5;42m\u{10EEEE}\u0305\u0305\u{10EEEE}\u0305\u030D\u001b[39m",
    "\u001b[38;5;42m\u{10EEEE}\u030D\u0305\u{10EEEE}\u030D\u030D\u001b[39m",
  ]);
});

test("a number beyond the palette is a true colour", () => {
  expect(placeholderLines(0x4c_01_02, { columns: 1, rows: 1 })[0]).toStartWith("\u001b[38;2;76;1;2m");
});

test("a line is as wide as its cells, however many there are", () => {
  for (const columns of [1, 32, mostCells])
    for (const line of placeholderLines(300, { columns, rows: mostCells }))
      expect(Bun.stringWidth(line)).toBe(columns);
});

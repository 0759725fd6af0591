import { expect, test } from "bun:test";
import { progressBar } from "../../../../src/ui/terminal/components/progress-bar.ts";
import { asciiGlyphs } from "../../../../src/ui/terminal/surface/glyphs.ts";

const bar = (share: number) => progressBar(share, 10, asciiGlyphs);

test("a bar is full only when all is done and begun as soon as something is", () => {
  expect([bar(0), bar(0.001), bar(0.5), bar(0.999), bar(1)]).toEqual([
    "..........",
    "#.........",
    "#####.....",
    "#########.",
    "##########",
  ]);
});

test("a share that is no share draws no broken bar", () => {
  expect([bar(Number.NaN), bar(-1), bar(7)]).toEqual(["..........", "..........", "##########"]);
});

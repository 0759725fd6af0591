import { describe, expect, test } from "bun:test";
import type { Pixels } from "../../../../src/engine/images/picture.ts";
import { drawPicture } from "../../../../src/ui/terminal/pictures/draw-picture.ts";
import { blockLines } from "../../../../src/ui/terminal/pictures/half-blocks.ts";
import { luminanceLines } from "../../../../src/ui/terminal/pictures/luminance.ts";
import { quadrantLines } from "../../../../src/ui/terminal/pictures/quadrants.ts";
import { cover } from "../../../fixtures/cover.ts";

const red = [248, 0, 0] as const;
const blue = [0, 0, 248] as const;

function pixels(width: number, height: number, at: (x: number, y: number) => readonly number[]): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(at(x, y), (y * width + x) * 3);
  return { data, width, height };
}

describe("pictures made of text", () => {
  test("a half-block shows the upper pixel in front of the lower one", () => {
    const lines = blockLines(
      pixels(1, 2, (_x, y) => (y === 0 ? red : blue)),
      "true",
    );
    expect(lines).toEqual(["\u001b[38;2;248;0;0;48;2;0;0;248m▀\u001b[0m"]);
  });

  test("an odd last row of half-blocks lies on the terminal's own ground", () => {
    const lines = blockLines(
      pixels(1, 1, () => red),
      "16",
    );
    expect(lines).toEqual(["\u001b[91;49m▀\u001b[0m"]);
  });

  test("a quadrant takes the shape of the edge inside its cell", () => {
    const lines = quadrantLines(
      pixels(2, 4, (x) => (x === 0 ? red : blue)),
      "true",
    );
    expect(lines).toEqual(["\u001b[38;2;248;0;0;48;2;0;0;248m▌\u001b[0m"]);
  });

  test("a flat area is spaces with its colour written once", () => {
    const lines = quadrantLines(
      pixels(40, 4, (x) => [248, 0, x % 3]),
      "true",
    );
    expect(lines).toEqual([`\u001b[48;2;248;0;0m${" ".repeat(20)}\u001b[0m`]);
  });

  test("256 colours are written as numbers of the palette", () => {
    const [line] = quadrantLines(
      pixels(2, 4, () => red),
      "256",
    );
    expect(line).toMatch(/^\u001b\[48;5;\d+m \u001b\[0m$/);
  });

  test("without colour a picture is light and dark, with its contrast stretched", () => {
    const grey = pixels(2, 2, (x) => (x === 0 ? [100, 100, 100] : [140, 140, 140]));
    expect(luminanceLines(grey, true)).toEqual([" @"]);
    expect(luminanceLines(grey, false)).toEqual([" █"]);
  });

  test.each(["none", "16", "256", "true"] as const)(
    "with %s colours a picture fits its place",
    async (depth) => {
      const preview = await previewOf(180, 270);
      const lines = await drawPicture(preview, { columns: 20, rows: 15 }, preview, { depth, ascii: false });
      expect(lines.length).toBe(15);
      expect(lines.map((line) => Bun.stringWidth(line))).toEqual(Array(15).fill(20));
    },
  );

  test("two pictures of other proportions lie exactly over each other", async () => {
    const [mine, theirs] = await Promise.all([previewOf(180, 270), previewOf(300, 100)]);
    const draw = (preview: Uint8Array) =>
      drawPicture(preview, { columns: 30, rows: 10 }, mine, { depth: "true", ascii: false });
    const shape = (lines: readonly string[]) => lines.map((line) => Bun.stringWidth(line));
    expect(shape(await draw(theirs))).toEqual(shape(await draw(mine)));
  });
});

async function previewOf(width: number, height: number): Promise<Uint8Array> {
  return (await cover({ seed: 5, width, height })).jpeg().toBuffer();
}

import { describe, expect, test } from "bun:test";
import { KittyPictures } from "../../../../../src/ui/terminal/pictures/kitty/kitty-pictures.ts";
import { cover } from "../../../../fixtures/cover.ts";

const cell = { width: 10, height: 20 };
const size = { columns: 20, rows: 15 };
const previewOf = async (width: number, height: number) =>
  (await cover({ seed: 3, width, height })).jpeg({ quality: 40 }).toBuffer();
const placeOf = (written: string) => /c=(\d+),r=(\d+)/.exec(written)?.slice(1).map(Number);

describe("a picture that the terminal draws", () => {
  test("is handed over once, in its own proportions, and dropped when it is forgotten", async () => {
    const written: string[] = [];
    const pictures = new KittyPictures({ cell, isInTmux: false, depth: "true" }, (text) =>
      written.push(text),
    );
    const preview = await previewOf(180, 270);
    const { lines, forget } = await pictures.draw(preview, size, preview);
    expect(placeOf(written.join(""))).toEqual([20, 15]);
    expect(lines).toHaveLength(15);
    expect(lines[0]).toStartWith("\u001b[38;2;76;0;0m");
    expect(written.join("").length).toBeLessThan(60_000);
    forget?.();
    expect(written.at(-1)).toBe(`\u001b_Ga=d,d=I,i=${0x4c0000},q=2\u001b\\`);
  });

  test("takes the proportions of another so that both fill the same cells", async () => {
    const written: string[] = [];
    const pictures = new KittyPictures({ cell, isInTmux: false, depth: "true" }, (text) =>
      written.push(text),
    );
    const [mine, theirs] = await Promise.all([previewOf(180, 270), previewOf(300, 100)]);
    const shapes = [await pictures.draw(mine, size, mine), await pictures.draw(theirs, size, mine)];
    expect(placeOf(written[1] ?? "")).toEqual(placeOf(written[0] ?? ""));
    expect(shapes[1]?.lines.length).toBe(shapes[0]?.lines.length ?? -1);
    await pictures.draw(theirs, size, theirs);
    expect(placeOf(written[2] ?? "")).toEqual([20, 3]);
  });

  test("has a number of the palette in tmux, and every command is wrapped", async () => {
    const written: string[] = [];
    const pictures = new KittyPictures({ cell, isInTmux: true, depth: "256" }, (text) => written.push(text));
    const preview = await previewOf(180, 270);
    const { lines } = await pictures.draw(preview, size, preview);
    expect(lines[0]).toStartWith("\u001b[38;5;64m");
    expect(written.join("").replace(/\x1bPtmux;(\x1b\x1b|[^\x1b])*\x1b\\/g, "")).toBe("");
  });
});

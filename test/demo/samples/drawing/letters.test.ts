import { expect, test } from "bun:test";
import { glyphsOf } from "../../../../src/demo/samples/drawing/letters.ts";

const strokesIn = (text: string): number =>
  glyphsOf(text).reduce((sum, { strokes }) => sum + strokes.length, 0);

test("the samples' font has every letter, digit and sign that the covers use", () => {
  const text = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#$&!?.,:'-/";
  for (const glyph of glyphsOf(text)) expect(glyph.strokes.length).toBeGreaterThan(0);
});

test("the samples' font writes accents above their letters, composed or not", () => {
  for (const [accented, plain] of [
    ["ÁÉÍÓÚ", "AEIOU"],
    ["Ñ", "N"],
    ["ç", "C"],
  ] as const) {
    expect(glyphsOf(accented)).toHaveLength(plain.length);
    expect(strokesIn(accented)).toBe(strokesIn(plain) + plain.length);
    expect(glyphsOf(accented.normalize("NFD"))).toEqual(glyphsOf(accented));
  }
  expect(strokesIn("Ü")).toBe(strokesIn("U") + 2);
});

test("the samples' font leaves a blank for what it lacks", () => {
  expect(glyphsOf("漢 ").map(({ strokes }) => strokes)).toEqual([[], []]);
});

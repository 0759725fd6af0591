import { expect, test } from "bun:test";
import { drawGlare, whiteness } from "../../../../src/engine/images/distort/glare.ts";
import { randomOf } from "../../../../src/engine/seeded-random.ts";

const shape = 0.65;
const seen = Float64Array.from({ length: 60 * 90 * 2 }, (_, at) => {
  const place = at >> 1;
  return at % 2 === 0 ? (((place % 60) + 0.5) / 60) * shape : (Math.floor(place / 60) + 0.5) / 90;
});

test.each([0.05, 0.15, 0.25])("reflections hide half or more over the share %p of the cover", (area) => {
  for (let seed = 0; seed < 20; seed++) {
    const glare = drawGlare(area, shape, seen, randomOf(seed));
    if (!glare) throw new Error("no glare");
    let hidden = 0;
    for (let at = 0; at < seen.length; at += 2) {
      if (whiteness(glare, seen[at] ?? 0, seen[at + 1] ?? 0) > 0.5) hidden++;
    }
    expect(hidden / (seen.length / 2)).toBeCloseTo(area, 2);
  }
});

test("a reflection is white in its middle and gone outside", () => {
  const glare = drawGlare(0.1, shape, seen, randomOf(3));
  const [spot] = glare?.spots ?? [];
  if (!glare || !spot) throw new Error("no glare");
  expect(whiteness(glare, spot.x, spot.y)).toBe(1);
  expect(whiteness(glare, spot.x + 5, spot.y)).toBe(0);
});

test("without a visible cover there is nothing to reflect", () => {
  expect(drawGlare(0.15, shape, new Float64Array(), randomOf(1))).toBeNull();
});

import { expect, test } from "bun:test";
import { areaAverage } from "../../../src/engine/images/area-average.ts";
import { toneGrid } from "../../../src/engine/images/tone-grid.ts";
import { drawnPixels } from "../../fixtures/noise.ts";

test("a coarser grid made of the fine one is the one made of the picture itself", () => {
  for (const [width, height] of [
    [500, 768],
    [97, 61],
    [20, 30],
  ] as const) {
    const pixels = { data: drawnPixels(1, width, height), width, height };
    for (const [across, down] of [
      [32, 32],
      [4, 6],
    ] as const) {
      const direct = areaAverage(pixels, across, down);
      const byGrid = toneGrid(pixels, { across, down });
      expect(byGrid.length).toBe(direct.length);
      byGrid.forEach((value, at) => {
        expect(Math.abs(value - (direct[at] as number))).toBeLessThan(1e-9);
      });
    }
  }
});

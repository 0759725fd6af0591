import { expect, test } from "bun:test";
import { pairsLayout, pairWords } from "../../../../../src/ui/terminal/screens/accept-all/layout.ts";

test("five pairs and their words stand beside each other at 80×24", () => {
  expect(pairsLayout(80, 15, 5)).toEqual({ pairColumns: 16, picture: { columns: 8, rows: 6 } });
});

test("pairs never need more than they have, and pictures give way to words", () => {
  for (let columns = 20; columns <= 200; columns += 7) {
    for (let rows = 2; rows <= 60; rows += 3) {
      for (let count = 0; count <= 5; count++) {
        const { picture, pairColumns } = pairsLayout(columns, rows, count);
        expect(pairColumns * count).toBeLessThanOrEqual(columns);
        if (!picture) continue;
        expect(picture.columns).toBeLessThanOrEqual(pairColumns - 1);
        expect(2 * picture.rows + pairWords).toBeLessThanOrEqual(rows);
      }
    }
  }
  expect(pairsLayout(40, 6, 5).picture).toBeNull();
});

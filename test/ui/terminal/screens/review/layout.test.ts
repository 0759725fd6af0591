import { expect, test } from "bun:test";
import fc from "fast-check";
import { reviewLayout } from "../../../../../src/ui/terminal/screens/review/layout.ts";

test("two pictures and the list of candidates share 80×24", () => {
  expect(reviewLayout(80, 24, true)).toEqual({
    picture: { columns: 20, rows: 15 },
    bodyRows: 15,
    listColumns: 36,
  });
});

test("pictures give way where there is no room or no wish for them", () => {
  expect(reviewLayout(50, 24, true).picture).toBeNull();
  expect(reviewLayout(80, 24, false)).toEqual({ picture: null, bodyRows: 15, listColumns: 80 });
});

test("what is laid out is never wider or higher than the terminal", () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 400 }), fc.integer({ min: 13, max: 200 }), (columns, rows) => {
      const { picture, bodyRows, listColumns } = reviewLayout(columns, rows, true);
      expect(listColumns + (picture ? 2 * (picture.columns + 2) : 0)).toBe(columns);
      expect(bodyRows + 9).toBeLessThanOrEqual(rows);
      if (picture) expect(picture.rows).toBeLessThanOrEqual(bodyRows);
    }),
  );
});

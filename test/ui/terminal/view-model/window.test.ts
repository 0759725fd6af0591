import { expect, test } from "bun:test";
import fc from "fast-check";
import { windowOf } from "../../../../src/ui/terminal/view-model/window.ts";

test("the drawn window holds the selected row, is full where it can be and never leaves the list", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.nat(),
      fc.integer({ min: 1, max: 60 }),
      (length, any, rows) => {
        const selected = any % length;
        const { start, end } = windowOf(length, selected, rows);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(length);
        expect(end - start).toBe(Math.min(rows, length));
        expect(selected >= start && selected < end).toBe(true);
      },
    ),
  );
});

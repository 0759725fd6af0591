import { expect, test } from "bun:test";
import fc from "fast-check";
import { naturalOrder } from "../../../src/engine/text/natural-order.ts";

test("numbers inside names sort by their value, letters without regard to case", () => {
  const names = ["page 10.jpg", "Page 2.jpg", "page 1.jpg", "cover.jpg", "0.jpg", "10.jpg", "9.jpg"];
  const sorted = ["0.jpg", "9.jpg", "10.jpg", "cover.jpg", "page 1.jpg", "Page 2.jpg", "page 10.jpg"];
  expect(naturalOrder(names, (name) => name)).toEqual(sorted);
});

test("the order does not depend on the order the names come in", () => {
  const names = fc.array(fc.oneof(fc.string(), fc.constantFrom("a", "A", "1", "01", "ñ", "N", "á")));
  fc.assert(
    fc.property(names, (some) => {
      const identity = (name: string) => name;
      expect(naturalOrder(some.toReversed(), identity)).toEqual(naturalOrder(some, identity));
    }),
  );
});

test("the order has no circles: what is between two names is between them beside any others", () => {
  const name = fc.oneof(
    fc.string(),
    fc.constantFrom("a", "A", "1", "01", "ñ", "N", "á", "o", "{", "_b", "2.5"),
  );
  const comesFirst = (one: string, other: string) => naturalOrder([one, other], (some) => some)[0] === one;
  fc.assert(
    fc.property(name, name, name, (first, second, third) => {
      fc.pre(comesFirst(first, second) && comesFirst(second, third));
      expect(comesFirst(first, third)).toBe(true);
    }),
    { numRuns: 2000, maxSkipsPerRun: 100 },
  );
});

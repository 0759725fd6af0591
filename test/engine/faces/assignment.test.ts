import { expect, test } from "bun:test";
import fc from "fast-check";
import { assignCheapest } from "../../../src/engine/faces/assignment.ts";

/** Every way to assign, one after the other. */
function cheapest(costs: readonly (readonly number[])[], without: number): number {
  const place = (row: number, used: ReadonlySet<number>): number => {
    if (row === costs.length) return 0;
    let best = without + place(row + 1, used);
    costs[row]?.forEach((cost, column) => {
      if (cost <= without && !used.has(column))
        best = Math.min(best, cost + place(row + 1, new Set([...used, column])));
    });
    return best;
  };
  return place(0, new Set());
}

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 5 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

test("faces are assigned at the least cost that any way of assigning them has", () => {
  fc.assert(
    fc.property(matrix, fc.integer({ min: 0, max: 15 }), (costs, without) => {
      const columns = assignCheapest(costs, without);
      const taken = columns.filter((column) => column !== null);
      expect(new Set(taken).size).toBe(taken.length);
      const total = columns.reduce<number>(
        (sum, column, row) => sum + (column === null ? without : (costs[row]?.[column] as number)),
        0,
      );
      expect(total).toBe(cheapest(costs, without));
      columns.forEach((column, row) => {
        if (column !== null) expect(costs[row]?.[column] as number).toBeLessThanOrEqual(without);
      });
    }),
  );
});

test("a face that nobody is near enough to is left without a person", () => {
  expect(assignCheapest([[Number.POSITIVE_INFINITY], [0.2]], 0.3)).toEqual([null, 0]);
  expect(assignCheapest([], 0.3)).toEqual([]);
});

import { expect, test } from "bun:test";
import { routeOf, usualRouter } from "../../../../../src/engine/workflows/products/router/route.ts";

const rows = {
  cola: { name: "Coca Cola Original 2L", category: "beverages", price: 2500 },
  phone: { name: "iPhone 15 256GB Negro", category: "smartphones", price: 900_000 },
  notebook: {
    name: "ASUS ROG Strix G16 Intel Core i9-13980HX RTX 4070 32GB DDR5 1TB NVMe Gen4",
    category: "notebooks",
    price: 2_800_000,
  },
} as const;

test("drinks are simple, a notebook of many parts is complex, and all scores lie between nothing and one", () => {
  expect(routeOf(rows.cola).route).toBe("simple");
  expect(routeOf(rows.notebook).route).toBe("complex");
  const scores = [rows.cola, rows.phone, rows.notebook].map((row) => routeOf(row).score);
  expect(scores).toEqual(scores.toSorted((a, b) => a - b));
  for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
});

test("weights and thresholds decide, and each of the five factors can be made the only one", () => {
  const nothing = { length: 0, terms: 0, category: 0, price: 0, variants: 0 };
  for (const factor of Object.keys(nothing) as (keyof typeof nothing)[]) {
    const routed = routeOf(rows.notebook, { ...usualRouter, weights: { ...nothing, [factor]: 2 } });
    expect(routed.score).toBeCloseTo(routed.factors[factor]);
  }
  expect(routeOf(rows.cola, { ...usualRouter, complexFrom: 0 }).route).toBe("complex");
  expect(routeOf(rows.cola, { ...usualRouter, weights: nothing }).score).toBe(0);
});

test.each([
  ["", null],
  ["??", 100],
  ["x".repeat(10_000), -5],
  ["12", Number.NaN],
])("a name that cannot be read (%#) goes to the fallback, whatever its price", (name, price) => {
  const routed = routeOf({ name, category: "", price });
  expect(routed.route).toBe("fallback");
  expect(Number.isFinite(routed.score)).toBe(true);
});

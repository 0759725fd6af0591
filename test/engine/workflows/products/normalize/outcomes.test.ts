import { expect, test } from "bun:test";
import {
  allOutcomes,
  type Spending,
  savingsOf,
  type TierOutcomes,
  withOutcome,
  withSpending,
} from "../../../../../src/engine/workflows/products/normalize/outcomes.ts";
import type { ProductBody } from "../../../../../src/engine/workflows/products/normalize/result.ts";

function body(said: Partial<ProductBody>): ProductBody {
  return {
    attributes: {},
    normalized_name: "",
    category_suggestion: null,
    confidence: 0.8,
    origins: {},
    path: ["batch:ok"],
    tier: "simple",
    answered_by: "cheap",
    prompt: "p",
    usd: 0,
    ...said,
  };
}

const outcomesOf = (bodies: readonly ProductBody[]) =>
  bodies.reduce<TierOutcomes>((all, one) => withOutcome(all, one), {});
const spendingOf = (bodies: readonly ProductBody[]) =>
  bodies.reduce<Spending>((all, one) => withSpending(all, one), {});

test("a tier counts what its own model answered apart from what went on, and only the former's confidence", () => {
  const one = outcomesOf([
    body({ confidence: 0.9 }),
    body({ confidence: 0.7, path: ["batch:broken", "single:ok"] }),
    body({ confidence: 0.1, path: ["batch:broken", "single:broken", "fallback:ok"] }),
    body({ tier: "complex", confidence: 0.2, path: ["single:refused", "fallback:failed", "rules:ok"] }),
    body({ tier: "", path: ["rules:ok"] }),
  ]);
  expect(one.simple).toMatchObject({ products: 3, accepted: 2, later: 1 });
  expect(one.simple?.meanConfidence).toBeCloseTo(0.8);
  expect(one.complex).toEqual({ products: 1, accepted: 0, later: 1, meanConfidence: null });
  const both = allOutcomes(one, outcomesOf([body({ confidence: 0.2, path: ["cache:ok"] })]));
  expect(both.simple).toMatchObject({ products: 4, accepted: 3, later: 1 });
  expect(both.simple?.meanConfidence).toBeCloseTo(0.6);
});

test("savings set each answer against its own model's full price", () => {
  const spending = spendingOf([
    body({ usd: 1 }),
    body({ answered_by: "dear", usd: 9 }),
    body({ answered_by: "dear", usd: 18, path: ["single:ok"] }),
    body({ answered_by: "dear", path: ["kept:ok"] }),
  ]);
  // Alone: 4 of the cheap one at a quarter, 12 + 18 of the dear one at three quarters, and half of that for the kept one.
  const factorOf = (model: string) => (model === "cheap" ? 0.25 : 0.75);
  expect(savingsOf(spending, factorOf)).toBeCloseTo(1 - 28 / (4 + 30 + 15));
});

test("nothing paid is nothing saved", () => {
  expect(savingsOf(spendingOf([body({ answered_by: "rules", path: ["rules:ok"] })]), () => 1)).toBeNull();
});

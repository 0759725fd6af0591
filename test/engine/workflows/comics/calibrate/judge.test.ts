import { expect, test } from "bun:test";
import { judge } from "../../../../../src/engine/workflows/comics/calibrate/judge.ts";

const numbers = [0.9, 0.5];

/** A suggestion whose best candidate is of this issue. */
function suggestion(target: string) {
  const best = { id: target, label: "", score: 0.9, probability: null, reasons: [], target };
  return { candidates: [best], recommendation: "low", numbers } as const;
}

test("the best candidate is right where it is the issue that is shown, and wrong where that is withheld", () => {
  expect(judge(suggestion("one"), { issue: "one" })).toEqual({ numbers, right: true });
  expect(judge(suggestion("two"), { issue: "one" })).toEqual({ numbers, right: false });
  expect(judge(suggestion("two"), { issue: null, withheld: "one" })).toEqual({ numbers, right: false });
});

test("what nobody knows is no example: nothing suggested, or none of those that a person said no to", () => {
  expect(judge({ candidates: [], recommendation: "none", numbers: null }, { issue: "one" })).toBeNull();
  expect(judge(suggestion("new"), { issue: null, not: ["one", "two"] })).toBeNull();
  expect(judge(suggestion("two"), { issue: null, not: ["one", "two"] })).toEqual({ numbers, right: false });
});

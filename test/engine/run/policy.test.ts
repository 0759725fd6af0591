import { expect, test } from "bun:test";
import { decideAll } from "../../../src/engine/run/policy.ts";
import type { NewDecision, NewQuestion, Policy, Recommendation } from "../../../src/stores/ledger.ts";

const policy: Policy = { accept: "strong", onAmbiguous: "review", dryRun: false };

function question(recommendation: Recommendation, probability: number | null): NewQuestion {
  const candidate = { label: "", score: 0.9, reasons: [], target: "issue" };
  return {
    name: "issue",
    subject: "picture",
    recommendation,
    candidates: [
      { ...candidate, id: "best", probability },
      { ...candidate, id: "second", probability: 1 },
    ],
    reasons: [],
  };
}

function decision(asked: NewQuestion, by: Policy): NewDecision | undefined {
  const decisions = new Map<string, NewDecision>();
  decideAll([asked], by, decisions);
  return decisions.get(asked.name);
}

const accepted = { by: "policy", choice: "best" } as const;

test("a policy takes the best candidate of a strong match, and nothing else", () => {
  expect(decision(question("strong", null), policy)).toEqual(accepted);
  expect(decision(question("medium", 1), policy)).toBeUndefined();
  expect(decision({ ...question("strong", 1), candidates: [] }, policy)).toBeUndefined();
  expect(decision(question("strong", 1), { ...policy, accept: "nothing" })).toBeUndefined();
});

test("a policy with a probability takes only strong matches that are at least so probable", () => {
  const above: Policy = { ...policy, acceptAbove: 0.97 };
  expect(decision(question("strong", 0.97), above)).toEqual(accepted);
  expect(decision(question("strong", 0.9699), above)).toBeUndefined();
  expect(decision(question("medium", 0.99), above)).toBeUndefined();
  expect(decision(question("strong", null), above)).toBeUndefined();
});

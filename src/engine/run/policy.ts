import type { NewDecision, NewQuestion, Policy } from "../../stores/ledger.ts";

/** What the policy makes of one question; undefined leaves it to a person. */
export function decideByPolicy(question: NewQuestion, policy: Policy): NewDecision | undefined {
  const best = question.candidates[0];
  if (policy.accept === "strong" && question.recommendation === "strong" && best) {
    return { by: "policy", choice: best.id };
  }
  return undefined;
}

/** Has the run failed more often than its policy allows? */
export function exceedsMaxErrors(policy: Policy, failed: number, seen: number): boolean {
  const { maxErrors } = policy;
  if (!maxErrors) return false;
  if ("count" in maxErrors) return failed > maxErrors.count;
  // A share of very few items says nothing yet.
  return seen >= 20 && failed / seen > maxErrors.share;
}

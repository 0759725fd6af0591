import type { Json, NewDecision, NewQuestion, Outcome, Policy } from "../../stores/ledger.ts";
import { LoteError } from "../errors/lote-error.ts";
import { toFailure } from "./failure.ts";

/** What the policy makes of one question; undefined leaves it to a person. */
function decideByPolicy(question: NewQuestion, policy: Policy): NewDecision | undefined {
  const best = question.candidates[0];
  if (policy.accept !== "strong" || question.recommendation !== "strong" || !best) return undefined;
  const { acceptAbove } = policy;
  if (acceptAbove !== undefined && (best.probability === null || best.probability < acceptAbove))
    return undefined;
  return { by: "policy", choice: best.id };
}

/** The policy's decisions, and those that follow: a question that one of them makes moot is answered with none. */
export function decideAll(
  asked: readonly NewQuestion[],
  policy: Policy,
  decisions: Map<string, NewDecision>,
): void {
  for (const question of asked) {
    const decision = decideByPolicy(question, policy);
    if (decision) decisions.set(question.name, decision);
  }
  for (const { name, onlyIf } of asked) {
    const other = onlyIf && decisions.get(onlyIf.question);
    if (other && other.choice !== onlyIf.choice && !decisions.has(name)) {
      decisions.set(name, { by: other.by, choice: null });
    }
  }
}

/** What becomes of an item with an open question that the policy has just left open. */
export function undecided(
  { onAmbiguous }: Policy,
  kept: { readonly result: Json; readonly carry: Json },
): Outcome {
  if (onAmbiguous === "review") return { to: "review", ...kept };
  if (onAmbiguous === "skip") return { to: "skipped", reason: "ambiguous" };
  return { to: "failed", failure: toFailure(new LoteError("ambiguous"), "policy") };
}

/** Has the run failed more often than its policy allows? */
export function exceedsMaxErrors(policy: Policy, failed: number, seen: number): boolean {
  const { maxErrors } = policy;
  if (!maxErrors) return false;
  if ("count" in maxErrors) return failed > maxErrors.count;
  // A share of very few items says nothing yet.
  return seen >= 20 && failed / seen > maxErrors.share;
}

import { type NewDecision, type QuestionRow, revertStage, settleStage } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { familyOf } from "../../stores/sqlite/ledger/questions.ts";
import { LoteError } from "../errors/lote-error.ts";

/**
 * A person's answers. Each is a row on the disk when the promise resolves; a worker applies it after (the caller
 * sees to it that one lives).
 */

/**
 * Answers a question. When it was the last open one of its item, the item goes on to be applied.
 *
 * @returns false when it was decided already
 * @throws LoteError `usage` when the choice is none of the candidates
 */
export function decide(
  ledger: Ledger,
  question: QuestionRow,
  choice: string | null,
  by: NewDecision["by"] = "person",
): Promise<boolean> {
  if (choice !== null && !question.candidates.some((candidate) => candidate.id === choice)) {
    throw new LoteError("usage", { detail: `${question.itemKey}: ${choice} is none of its candidates` });
  }
  return ledger.write(() => answer(ledger, question, { by, choice }));
}

/** Called inside a transaction. */
function answer(ledger: Ledger, question: QuestionRow, decision: NewDecision): boolean {
  // One whose effect is being reverted this moment is not to be answered yet.
  if (!ledger.items.isIn(question.item, "review")) return false;
  const decided = ledger.questions.decide(question.id, decision);
  for (const item of new Set(decided.map((one) => one.item))) {
    if (ledger.questions.undecided(item) > 0) continue;
    if (ledger.items.reopen(item, ["review"], settleStage)) ledger.runs.settleOnly(question.run);
  }
  return decided.length > 0;
}

/**
 * Takes a decision back, with those that were taken together with it, and what they changed. What was applied is
 * reverted by a worker (the caller sees to it that one lives); until then the decisions are withdrawn, and where the
 * target changed since they stand again.
 *
 * @returns false when there is nothing to take back, or a worker is at it this moment
 */
export function undoDecision(ledger: Ledger, question: QuestionRow): Promise<boolean> {
  return ledger.write(() => {
    const unit = ledger.questions.unitOf(question.id);
    const items = new Set(unit.map((one) => one.item));
    const applied = [...items].filter((item) => ledger.effects.live(item) !== undefined);
    const isBusy = (item: number) =>
      ledger.items.isIn(item, "leased") || (applied.includes(item) && !ledger.items.isIn(item, "done"));
    if (unit.length === 0 || [...items].some(isBusy)) return false;
    for (const { id, item } of unit) {
      if (applied.includes(item)) ledger.questions.withdraw(id);
      else ledger.questions.undo(id);
    }
    for (const item of items) {
      if (!applied.includes(item)) ledger.items.backToReview(item);
      else if (ledger.items.reopen(item, ["done"], revertStage)) ledger.runs.settleOnly(question.run);
    }
    return true;
  });
}

/** To the end of its bucket. */
export function postpone(ledger: Ledger, question: QuestionRow): Promise<void> {
  return ledger.write(() => ledger.questions.postpone(question.id));
}

/** Never suggest this candidate for this subject again. When none is left the question is answered: none. */
export async function reject(ledger: Ledger, question: QuestionRow, candidate: string): Promise<void> {
  const target = question.candidates.find((one) => one.id === candidate)?.target;
  if (target === undefined) return;
  await ledger.write(() => {
    ledger.questions.reject(family(ledger, question), question.subject, target);
    const after = ledger.questions.get(question.id);
    const isEmpty = after?.candidates.every((one) => after.rejected.includes(one.id));
    if (isEmpty) answer(ledger, question, { by: "person", choice: null });
  });
}

/** The pair may be suggested again. */
export function takeBackRejection(ledger: Ledger, question: QuestionRow, candidate: string): Promise<void> {
  const target = question.candidates.find((one) => one.id === candidate)?.target;
  return ledger.write(() => {
    if (target !== undefined) ledger.questions.unreject(family(ledger, question), question.subject, target);
  });
}

function family(ledger: Ledger, question: QuestionRow): string {
  return familyOf(ledger.runs.get(question.run)?.workflow ?? "");
}

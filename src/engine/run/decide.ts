import type { NewDecision, QuestionRow, RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { LoteError } from "../errors/lote-error.ts";
import { revertStage, settleStage } from "./settle.ts";

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
  return ledger.write(() => {
    const decided = ledger.questions.decide(question.id, { by, choice });
    for (const item of new Set(decided.map((one) => one.item))) {
      if (ledger.questions.undecided(item) > 0) continue;
      if (ledger.items.reopen(item, ["review"], settleStage)) activate(ledger, question.run);
    }
    return decided.length > 0;
  });
}

/** Takes a decision back, and what it changed. */
export function undoDecision(ledger: Ledger, question: QuestionRow): Promise<boolean> {
  return ledger.write(() => {
    if (ledger.effects.live(question.item)) {
      const back = ledger.items.reopen(question.item, ["done"], revertStage);
      if (back) activate(ledger, question.run);
      return back;
    }
    if (!ledger.items.backToReview(question.item) && ledger.questions.undecided(question.item) === 0)
      return false;
    return ledger.questions.undo(question.id);
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
  await ledger.write(() => ledger.questions.reject(workflowOf(ledger, question), question.subject, target));
  const after = ledger.questions.get(question.id);
  if (after && !after.decision && after.candidates.every((one) => after.rejected.includes(one.id))) {
    await decide(ledger, after, null);
  }
}

/** The pair may be suggested again. */
export function takeBackRejection(ledger: Ledger, question: QuestionRow, candidate: string): Promise<void> {
  const target = question.candidates.find((one) => one.id === candidate)?.target;
  return ledger.write(() => {
    if (target !== undefined)
      ledger.questions.unreject(workflowOf(ledger, question), question.subject, target);
  });
}

function workflowOf(ledger: Ledger, question: QuestionRow): string {
  return ledger.runs.get(question.run)?.workflow ?? "";
}

function activate(ledger: Ledger, run: RunRow["id"]): void {
  if (ledger.runs.get(run)?.state === "ended") ledger.runs.setState(run, "active");
}

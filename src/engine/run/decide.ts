import { type Candidate, type NewDecision, type QuestionRow, settleStage } from "../../stores/ledger.ts";
import type { Decided } from "../../stores/sqlite/ledger/decisions.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { familyOf, type Pair } from "../../stores/sqlite/ledger/rejections.ts";
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
  return ledger.write(() => answer(ledger, question, { by, choice }) !== undefined);
}

/**
 * Answers a question with something that was not among its candidates: from now on it is one, and says who found it.
 * The same choice is open to a pair that was rejected before.
 *
 * @returns false when it was decided already
 */
export function decideWith(
  ledger: Ledger,
  question: QuestionRow,
  found: Candidate,
  by: "person" | "import" = "person",
): Promise<boolean> {
  const code = by === "person" ? "searched" : "named";
  const candidate: Candidate = { ...found, reasons: [...found.reasons, { code, speaks: "info" }] };
  return ledger.write(() => {
    const now = ledger.questions.get(question.id);
    if (!now || now.decision) return false;
    ledger.questions.offer(question.id, candidate);
    const offered = ledger.questions.get(question.id) ?? now;
    return answer(ledger, offered, { by, choice: candidate.id }) !== undefined;
  });
}

/**
 * {@link decide} inside a transaction; undefined when it was decided already. `unit`: what it is taken back with.
 */
export function answer(
  ledger: Ledger,
  question: QuestionRow,
  decision: NewDecision,
  unit: number | null = null,
): Decided | undefined {
  // One whose effect is being reverted this moment is not to be answered yet.
  if (!ledger.items.isIn(question.item, "review")) return undefined;
  const decided = ledger.decisions.decide(question.id, decision, unit);
  if (!decided) return undefined;
  remember(ledger, question, decision.choice, decided.id);
  for (const item of new Set(decided.questions.map((one) => one.item))) {
    if (ledger.questions.undecided(item) > 0) continue;
    const stage = Math.max(...decided.questions.filter((one) => one.item === item).map((one) => one.stage));
    if (!ledger.items.reopen(item, ["review"], stage)) continue;
    if (stage < settleStage) ledger.runs.goOn(question.run);
    else ledger.runs.settleOnly(question.run);
  }
  return decided;
}

/** "None of these" is a no to each pair that was shown; choosing a pair takes an earlier no back. */
function remember(ledger: Ledger, question: QuestionRow, choice: string | null, decision: number): void {
  // The copies of one thing are no pairs.
  if (question.together) return;
  for (const { id, target } of question.candidates) {
    const pair = pairOf(ledger, question, target);
    if (choice === null) ledger.rejections.add(pair, decision);
    else if (id === choice) ledger.rejections.lift(pair, decision);
  }
}

/** To the end of its bucket. */
export function postpone(ledger: Ledger, question: QuestionRow): Promise<void> {
  return ledger.write(() => ledger.questions.postpone(question.id));
}

/**
 * Never suggest this candidate for this subject again.
 *
 * @param whenEmpty what becomes of the question when none is left: it is answered with none, or stays to be answered
 * with something that was not suggested
 */
export async function reject(
  ledger: Ledger,
  question: QuestionRow,
  candidate: string,
  whenEmpty: "answered" | "stays-open" = "answered",
): Promise<void> {
  const target = question.candidates.find((one) => one.id === candidate)?.target;
  if (target === undefined) return;
  await ledger.write(() => {
    ledger.rejections.add(pairOf(ledger, question, target));
    const after = ledger.questions.get(question.id);
    const isEmpty = after?.candidates.every((one) => after.rejected.includes(one.id));
    if (isEmpty && whenEmpty === "answered") answer(ledger, question, { by: "person", choice: null });
  });
}

/** The pair may be suggested again. */
export function takeBackRejection(ledger: Ledger, question: QuestionRow, candidate: string): Promise<void> {
  const target = question.candidates.find((one) => one.id === candidate)?.target;
  return ledger.write(() => {
    if (target !== undefined) ledger.rejections.remove(pairOf(ledger, question, target));
  });
}

function pairOf(ledger: Ledger, { run, subject }: QuestionRow, target: string): Pair {
  return { family: familyOf(ledger.runs.get(run)?.workflow ?? ""), subject, target };
}

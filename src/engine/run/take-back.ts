import type { QuestionRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";

/** Nothing more is added to a transaction that has lasted so long: others wait for the lock. */
const transactionMs = 15;
/** How long the lock is left to others between two transactions. */
const pauseMs = 5;
/** A unit of so many decisions is taken back whole or, while a worker holds any of its items, not at all. */
const whole = 200;

/** How far a unit was taken back. */
export interface TakenBack {
  /** Decisions. */
  readonly taken: number;
  /** So many stand still: a worker holds their items this moment. */
  readonly left: number;
}

/**
 * Takes a decision back, with all that were taken together with it, and what they changed. What was applied is
 * reverted by a worker (the caller sees to it that one lives); until then the decisions are withdrawn, and where the
 * target changed since they stand again. Thousands take several transactions: after a crash in between, undoing any
 * decision that is left goes on with the same unit.
 *
 * @param whenBusy called while a worker holds what is left: waits a little, and says whether to try again
 */
export async function undoDecision(
  ledger: Ledger,
  question: QuestionRow,
  whenBusy: () => Promise<boolean> = async () => false,
): Promise<TakenBack> {
  const unit = ledger.questions.get(question.id)?.decision?.unit;
  if (unit === undefined) return { taken: 0, left: 0 };
  for (let taken = 0; ; ) {
    const before = taken;
    for (let after = 0; after >= 0; ) {
      const page = await ledger.write(() => takeBackPage(ledger, unit, after));
      taken += page.taken;
      after = page.last;
      if (after >= 0) await Bun.sleep(pauseMs);
    }
    const left = ledger.decisions.unitSize(unit);
    if (left === 0 || (taken === before && !(await whenBusy()))) return { taken, left };
  }
}

/** Called inside a transaction: the unit's decisions from after number `after`, until time is up; -1: that was all. */
function takeBackPage(ledger: Ledger, unit: number, after: number): { taken: number; last: number } {
  const until = performance.now() + transactionMs;
  const page = ledger.decisions.ofUnit(unit, after, whole);
  const items = [...new Set(page.map(({ item }) => item))];
  const isSmall = after === 0 && page.length < whole;
  if (isSmall && items.some((item) => isHeld(ledger, item))) return { taken: 0, last: -1 };
  let taken = 0;
  const seen = new Set<number>();
  for (const { id, item } of page) {
    if (!isSmall && performance.now() > until) return { taken, last: id - 1 };
    if (seen.has(item)) continue;
    seen.add(item);
    if (!isHeld(ledger, item)) taken += takeBackItem(ledger, unit, item);
  }
  return { taken, last: page.length < whole ? -1 : (page.at(-1)?.id ?? -1) };
}

/** Is a worker, or a service, at it? */
function isHeld({ items }: Ledger, item: number): boolean {
  return items.isIn(item, "leased") || items.isIn(item, "waiting");
}

/** Takes back what the unit decided about the item; returns how many decisions that were. */
function takeBackItem({ decisions, effects, items, questions, runs }: Ledger, unit: number, item: number) {
  const decided = questions.ofItem(item).filter(({ decision }) => decision?.unit === unit);
  const [first] = decided;
  if (!first) return 0;
  if (effects.live(item) !== undefined) {
    for (const { id } of decided) decisions.withdraw(id);
    if (items.sendBack(item)) runs.settleOnly(first.run);
  } else {
    for (const { id } of decided) decisions.undo(id);
    decisions.dropLater(item);
    items.backToReview(item, Math.min(...decided.map(({ stage }) => stage)));
  }
  return decided.length;
}

import { undoDecision } from "../../../../engine/run/take-back.ts";
import type { Failure, QuestionRow } from "../../../../stores/ledger.ts";
import type { Ledger } from "../../../../stores/sqlite/ledger/index.ts";
import type { RunView } from "../../run/run-view.ts";

/** How long an undo waits for a worker: to let go of the item, and to take the change back. */
const patienceMs = 8000;
const lookAgainMs = 20;

/**
 * What became of it: the question is open again; a worker holds it, so that nothing was taken back; a worker is still
 * taking the change back; or why that cannot be.
 */
export type Outcome = "open" | "held" | "under-way" | Failure;

/** Takes a decision back with its unit, and waits until a worker has taken back what it had changed. */
export async function takeBack(
  ledger: Ledger,
  question: QuestionRow,
  view: RunView,
): Promise<{ readonly outcome: Outcome; readonly taken: number }> {
  const deadline = performance.now() + patienceMs;
  const wait = async () => {
    if (view.row().state === "active") view.engage();
    await Bun.sleep(lookAgainMs);
    return performance.now() < deadline;
  };
  const { taken, left } = await undoDecision(ledger, question, wait);
  if (left > 0) return { outcome: "held", taken };
  do {
    if (ledger.items.isIn(question.item, "review")) return { outcome: "open", taken };
    const hindrance = ledger.effects.hindrance(question.item);
    if (hindrance) return { outcome: hindrance, taken };
  } while (await wait());
  return { outcome: "under-way", taken };
}

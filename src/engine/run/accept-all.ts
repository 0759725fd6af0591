import type { NewDecision } from "../../stores/ledger.ts";
import type { Acceptances, Sureness } from "../../stores/sqlite/ledger/acceptable.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { answer } from "./decide.ts";

/** Nothing more is added to a transaction that has lasted so long: others wait for the lock. */
const transactionMs = 15;
/** How long the lock is left to others between two transactions. */
const pauseMs = 5;
const pageQuestions = 100;

export interface AcceptAllOptions {
  readonly by: NewDecision["by"];
  /** Told after every transaction. */
  readonly onProgress?: (accepted: number) => void;
  /** Aborted: what is accepted by then is all. */
  readonly signal?: AbortSignal;
}

/**
 * Answers every question that `sum` counted with its best candidate, as one unit that is taken back whole. In short
 * transactions; after a crash in between those that were written are the unit. Questions that came after the count,
 * and those that somebody answered meanwhile, are left alone.
 *
 * @returns how many were accepted. A worker applies them (the caller sees to it that one lives)
 */
export async function acceptAll(
  ledger: Ledger,
  which: Sureness,
  { last }: Pick<Acceptances, "last">,
  { by, onProgress, signal }: AcceptAllOptions,
): Promise<number> {
  let unit: number | null = null;
  let accepted = 0;
  for (let after = 0; !signal?.aborted; ) {
    const page = ledger.acceptable.page(which, after, last, pageQuestions);
    if (page.length === 0) break;
    await ledger.write(() => {
      const until = performance.now() + transactionMs;
      for (const question of page) {
        if (performance.now() > until) return;
        const [best] = question.candidates;
        const decided = best && answer(ledger, question, { by, choice: best.id }, unit);
        unit ??= decided?.unit ?? null;
        if (decided) accepted++;
        after = question.id;
      }
    });
    onProgress?.(accepted);
    await Bun.sleep(pauseMs);
  }
  return accepted;
}

import { z } from "zod";
import { LoteError } from "../../engine/errors/lote-error.ts";
import { acceptAll } from "../../engine/run/accept-all.ts";
import { findRun } from "../../engine/run/control.ts";
import type { QuestionRow, RunRow } from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import { presentationOf } from "../presentation/of-workflow.ts";
import { candidateWords } from "../presentation/words.ts";
import { applyDecisions } from "./apply-decisions.ts";
import { confirm } from "./confirm.ts";
import { type CommandContext, withStores } from "./context.ts";
import { runsToReview } from "./review.ts";

const shownWeakest = 5;

/**
 * `lote review [RUN] --accept-above P`: accepts, of what waits, the best candidate wherever it is at least so probable,
 * in each run as one unit that `u` in the review takes back. Says before how many these are, and the weakest.
 */
export function acceptAbove(context: CommandContext, { args, flags }: CommandAt<"review">): Promise<number> {
  const above = flags.acceptAbove ?? 1;
  return withStores(context, async (stores) => {
    const { ledger } = stores;
    const runs = args.run === undefined ? runsToReview(stores) : [findRun(ledger, args.run)];
    const open = runs.filter(({ id, policy }) => !policy.dryRun && ledger.counters.counts(id).review > 0);
    const meant = open
      .filter(({ id }) => ledger.acceptable.isCalibrated(id))
      .map((run) => ({ run, above, ...ledger.acceptable.sum({ run, above }) }));
    const [first] = open;
    if (first && meant.length === 0) throw new LoteError("not-calibrated", { space: spaceOf(first) });
    const some = meant.filter(({ count }) => count > 0);
    for (const which of some) tell(context, stores, which);
    const count = some.reduce((sum, one) => sum + one.count, 0);
    if (count > 0 && !flags.dryRun) {
      const question = context.t.text("review.confirmAccept", { count });
      if (!(await confirm(context, question))) return 2;
    }
    let accepted = 0;
    if (!flags.dryRun) {
      for (const which of some) accepted += await acceptAll(ledger, which, which, { by: "person" });
    }
    const failed = await applyDecisions(context, stores, flags.dryRun ? [] : some.map(({ run }) => run));
    context.say(context.t.text("review.accepted", { count: accepted }));
    return failed > 0 ? 3 : 0;
  });
}

/** How many it would accept, and those that are the least sure. */
function tell(
  { say, t }: CommandContext,
  { ledger }: Stores,
  which: { readonly run: RunRow; readonly above: number; readonly count: number },
): void {
  const { run, above, count } = which;
  say(t.text("review.wouldAccept", { count, run: run.name, above: t.formats.number(above) }));
  for (const question of ledger.acceptable.weakest(which, shownWeakest)) say(`  ${pairLine(question, run)}`);

  function pairLine(question: QuestionRow, { workflow }: RunRow): string {
    const [best] = question.candidates;
    const words = best ? candidateWords(question, best, presentationOf(workflow), t) : "";
    return `${t.formats.number(best?.probability ?? 0)}  ${question.itemKey} = ${words}`;
  }
}

/** The vector space that a run worked in, as its own account says. */
function spaceOf(run: RunRow): string {
  const detail = z.object({ space: z.object({ id: z.string() }) }).safeParse(run.detail);
  return detail.success ? detail.data.space.id : run.name;
}

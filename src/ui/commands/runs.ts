import { LoteError } from "../../engine/errors/lote-error.ts";
import { cancelRun, findRun, pauseRun, resumeRun, retryFailed, undoRun } from "../../engine/run/control.ts";
import { documentOf } from "../../engine/run/document.ts";
import { exportRun } from "../../engine/run/export.ts";
import { statusOf, totalOf } from "../../engine/run/progress.ts";
import type { RunRow } from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import { alignedRows } from "../headless/columns.ts";
import { csvLines, jsonLine } from "../headless/export-lines.ts";
import { countLasting } from "../presentation/lasting-effects.ts";
import { confirm } from "./confirm.ts";
import { type CommandContext, withStores } from "./context.ts";
import { showDocument } from "./show-document.ts";
import { showResults } from "./show-results.ts";
import { followRun } from "./start-and-follow.ts";

type Named = { readonly args: { readonly run: string } };

/** `lote runs list` */
export function listRuns(context: CommandContext) {
  return withStores(context, async ({ ledger }) => {
    const rows = ledger.runs.list(100).map((run) => {
      const counts = ledger.counters.counts(run.id);
      return { run, counts, status: statusOf(ledger, run, counts) };
    });
    if (context.flags.json || context.flags.ndjson) {
      const results = rows.map(({ run, counts, status }) => ({
        run: run.name,
        workflow: run.workflow,
        status,
        createdAt: new Date(run.createdAt).toISOString(),
        counts: {
          total: totalOf(counts),
          done: counts.done,
          skipped: counts.skipped,
          failed: counts.failed,
          review: counts.review,
        },
      }));
      return showResults(context, "runs", results);
    }
    const { t, print } = context;
    const cells = rows.map(({ run, counts, status }) => [
      run.name,
      run.workflow,
      t.text(`runStatus.${status}`),
      `${counts.done}/${totalOf(counts)}`,
      t.formats.dateTime(run.createdAt),
    ]);
    for (const line of alignedRows(cells, [3])) await print(line);
    return 0;
  });
}

/** `lote runs show` */
export const showRun = onRun((context, stores, run) =>
  showDocument(context, documentOf(stores.ledger, run, context.language)),
);

/** `lote runs watch`: looks on; starts nothing, stops nothing. */
export const watchRun = onRun((context, stores, run) => followRun(context, stores, run, { watchOnly: true }));

/** `lote runs pause` */
export const pause = onRun(async (context, stores, run) => {
  await pauseRun(stores.ledger, run);
  return showDocument(context, documentOf(stores.ledger, run, context.language));
});

/** `lote runs resume` */
export const resume = onRun(async (context, stores, run) => {
  await resumeRun(stores.ledger, run, context.flags.maxCost);
  return followRun(context, stores, run);
});

/** `lote runs cancel` */
export const cancel = onRun(async (context, stores, run) => {
  // What a service still has of it is called off by a worker, which is waited for.
  if (await cancelRun(stores.ledger, run)) await followRun(context, stores, run);
  else await showDocument(context, documentOf(stores.ledger, run, context.language));
  return 0;
});

/** `lote runs retry --failed` */
export function retry(context: CommandContext, command: CommandAt<"runs retry">) {
  if (!command.flags.failed) {
    throw new LoteError("answer-needed", { question: "lote runs retry", flag: "--failed" });
  }
  return onRun(async (_, stores, run) => {
    const count = await retryFailed(stores.ledger, run);
    if (count === 0) return showDocument(context, documentOf(stores.ledger, run, context.language));
    return followRun(context, stores, run);
  })(context, command);
}

/** `lote runs undo`: with 3 where something is still in force after it; the document says what, and why. */
export const undo = onRun(async (context, stores, run) => {
  const { ledger } = stores;
  const lasting = countLasting(ledger, run);
  const count = ledger.effects.countLive(run.id) - lasting;
  if (lasting > 0) context.say(context.t.text("runs.cannotUndo", { count: lasting, run: run.name }));
  // One that a crash broke off just before its end has only to be ended.
  if (context.flags.dryRun || (count === 0 && !run.undoing)) {
    context.say(context.t.text("runs.wouldUndo", { count, run: run.name }));
    return showDocument(context, documentOf(ledger, run, context.language));
  }
  if (!(await confirm(context, context.t.text("runs.confirmUndo", { count, run: run.name })))) return 2;
  await undoRun(ledger, run);
  const code = await followRun(context, stores, run, { undoing: true });
  const isLeft = !context.flags.detach && ledger.effects.countLive(run.id) > 0;
  return code === 0 && isLeft ? 3 : code;
});

/** `lote runs export` */
export function exportItems(context: CommandContext, command: CommandAt<"runs export">) {
  return onRun(async ({ print, stdout, language }, { ledger }, run) => {
    const items = exportRun(ledger, run, language);
    const lines = command.flags.format === "csv" ? csvLines(items) : items.map(jsonLine);
    for (const line of lines) {
      if (stdout.closed) break;
      await print(line);
    }
    return 0;
  })(context, command);
}

function onRun(act: (context: CommandContext, stores: Stores, run: RunRow) => Promise<number>) {
  return (context: CommandContext, { args }: Named): Promise<number> =>
    withStores(context, (stores) => act(context, stores, findRun(stores.ledger, args.run)));
}

import { engineSettingsOf } from "../../engine/config/engine-settings.ts";
import { documentOf } from "../../engine/run/document.ts";
import type { RunRow } from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import { RunSession } from "../session/run-session.ts";
import type { CommandContext } from "./context.ts";
import { showResults } from "./show-results.ts";

/**
 * Lets a worker carry out what was decided in these runs, and prints what became of them where data was asked for.
 *
 * @returns how many items failed at it
 */
export async function applyDecisions(
  context: CommandContext,
  stores: Stores,
  runs: readonly RunRow[],
): Promise<number> {
  const { ledger } = stores;
  let failed = 0;
  for (const run of runs) failed += await apply(context, stores, run);
  if (context.flags.json || context.flags.ndjson) {
    const results = runs.map((run) => documentOf(ledger, run, context.language));
    await showResults(context, "review", results);
  }
  return failed;
}

async function apply(context: CommandContext, stores: Stores, run: RunRow): Promise<number> {
  const failures = () => stores.ledger.counters.counts(run.id).failed;
  const before = failures();
  const session = new RunSession(stores, run, {
    tied: !context.interactive,
    settings: engineSettingsOf(context.configuration),
    watchOnly: false,
  });
  for await (const progress of session.watch()) if (progress.run.state !== "active") break;
  return failures() - before;
}

import { safeJson } from "../headless/safe-json.ts";
import type { CommandContext } from "./context.ts";

/**
 * Prints what a query found, where data was asked for: one document with `--json`, one result a line with
 * `--ndjson`. The time is that of this process.
 */
export async function showResults(
  { flags, print }: CommandContext,
  workflow: string,
  results: readonly unknown[],
): Promise<number> {
  if (flags.ndjson) {
    for (const result of results) await print(safeJson(result));
    return 0;
  }
  const seconds = Math.round(performance.now() / 10) / 100;
  await print(safeJson({ v: 1, workflow, results, seconds }));
  return 0;
}

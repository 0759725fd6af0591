import type { FailureLine, RunDocument } from "../../engine/run/document.ts";
import { inWorkspace } from "../command-line/in-workspace.ts";
import { safeJson } from "../headless/safe-json.ts";
import { summaryLines } from "../headless/summary-lines.ts";
import type { CommandContext } from "./context.ts";
import { workspaceFlag } from "./workspace-flag.ts";

/**
 * Prints what became of a run: as the one document, or in words. With `--ndjson` it is the last line, in the form of
 * an event: `seq` is the number of the event before it.
 */
export async function showDocument(context: CommandContext, told: RunDocument, seq = 0): Promise<number> {
  const { flags, print, t } = context;
  const flag = workspaceFlag(context);
  const reachable = (line: FailureLine) => ({ ...line, hint: inWorkspace(line.hint, flag) });
  const document = {
    ...told,
    failures: told.failures.map(reachable),
    refused: told.refused.map(reachable),
  };
  if (flags.json) await print(safeJson(document));
  else if (flags.ndjson) {
    await print(safeJson({ ...document, seq, ts: new Date().toISOString(), type: "summary" }));
  } else for (const line of summaryLines(document, t, flag)) await print(line);
  return 0;
}

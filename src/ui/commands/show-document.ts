import type { RunDocument } from "../../engine/run/document.ts";
import { safeJson } from "../headless/safe-json.ts";
import { summaryLines } from "../headless/summary-lines.ts";
import { reachableDocument } from "../presentation/reachable-document.ts";
import type { CommandContext } from "./context.ts";
import { workspaceFlag } from "./workspace-flag.ts";

/**
 * Prints what became of a run: as the one document, or in words. With `--ndjson` it is the last line, in the form of
 * an event: `seq` is the number of the event before it.
 */
export async function showDocument(context: CommandContext, told: RunDocument, seq = 0): Promise<number> {
  const { flags, print, t } = context;
  const flag = workspaceFlag(context);
  const document = reachableDocument(told, flag);
  if (flags.json) await print(safeJson(document));
  else if (flags.ndjson) {
    await print(safeJson({ ...document, seq, ts: new Date().toISOString(), type: "summary" }));
  } else for (const line of summaryLines(document, t, flag)) await print(line);
  return 0;
}

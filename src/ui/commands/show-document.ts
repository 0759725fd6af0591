import type { RunDocument } from "../../engine/run/document.ts";
import { safeJson } from "../headless/safe-json.ts";
import { summaryLines } from "../headless/summary-lines.ts";
import type { CommandContext } from "./context.ts";

/** Prints what became of a run: as the one document, or in words. Nothing with `--ndjson`, whose last line says it. */
export async function showDocument(context: CommandContext, document: RunDocument): Promise<number> {
  const { flags, print, t } = context;
  if (flags.json) await print(safeJson(document));
  else if (flags.ndjson) await print(safeJson({ type: "summary", ...document }));
  else for (const line of summaryLines(document, t)) await print(line);
  return 0;
}

import type { RunDocument } from "../../engine/run/document.ts";
import { summaryLines } from "../headless/summary-lines.ts";
import type { CommandContext } from "./context.ts";

/** Prints what became of a run: as the one document, or in words. Nothing with `--ndjson`, whose last line says it. */
export async function showDocument(context: CommandContext, document: RunDocument): Promise<number> {
  const { flags, stdout, t } = context;
  if (flags.json) await stdout.line(JSON.stringify(document));
  else if (flags.ndjson) await stdout.line(JSON.stringify({ v: 1, type: "summary", ...document }));
  else for (const line of summaryLines(document, t)) await stdout.line(line);
  return 0;
}

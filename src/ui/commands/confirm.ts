import { LoteError } from "../../engine/errors/lote-error.ts";
import { safeText } from "../safe-text.ts";
import type { CommandContext } from "./context.ts";

/**
 * Asks before something that is not easily taken back. `--yes` is a yes; nobody there to ask is an error that
 * names it.
 *
 * @throws LoteError `answer-needed`
 */
export async function confirm({ flags, interactive, t }: CommandContext, question: string): Promise<boolean> {
  if (flags.yes) return true;
  if (!interactive) throw new LoteError("answer-needed", { question, flag: "--yes" });
  process.stderr.write(`${safeText(t.text("prompt.confirm", { question }))} `);
  for await (const line of console) return /^\s*(y|yes|s|si|sí)\s*$/i.test(line);
  // The input ended: that is no.
  return false;
}

import type { Policy } from "../../stores/ledger.ts";
import { confirm } from "./confirm.ts";
import type { CommandContext } from "./context.ts";

/**
 * May so much be paid? A cap is a permission too: it is never passed. And a dry run pays for nothing.
 *
 * @param usd at most; or about, where nothing better is known
 * @throws LoteError `answer-needed` where nobody is there to be asked
 */
export async function mayPay(
  context: CommandContext,
  { maxCostUsd, dryRun }: Policy,
  usd: number,
  bound: "most" | "about" = "most",
): Promise<boolean> {
  if (!(usd > 0) || maxCostUsd !== undefined || dryRun) return true;
  const question = bound === "most" ? "prompt.payAtMost" : "prompt.payAbout";
  return confirm(context, context.t.text(question, { cost: context.t.formats.money(usd) }));
}

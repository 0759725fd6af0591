import { LoteError } from "../../engine/errors/lote-error.ts";
import type { Policy } from "../../stores/ledger.ts";
import type { GlobalFlags } from "../command-line/parsed-command.ts";

/**
 * What the flags let be decided without a person. `--yes`, or `--auto-apply` of one command, accepts strong
 * matches; without either nothing is applied.
 *
 * @throws LoteError `not-calibrated`: no vector space is calibrated yet, so a probability cannot be asked for
 */
export function policyOf(flags: GlobalFlags, autoApply = false, space = "lote-cover-descriptor-441"): Policy {
  if (flags.acceptAbove !== undefined) throw new LoteError("not-calibrated", { space });
  return {
    accept: flags.yes || autoApply ? "strong" : "nothing",
    onAmbiguous: flags.onAmbiguous ?? "review",
    dryRun: flags.dryRun ?? false,
    ...(flags.maxErrors === undefined ? {} : { maxErrors: flags.maxErrors }),
  };
}

import type { Policy } from "../../stores/ledger.ts";
import type { GlobalFlags } from "../command-line/parsed-command.ts";

/**
 * What the flags let be decided without a person. `--yes`, or `--auto-apply` of one command, accepts strong
 * matches; without either nothing is applied. `--accept-above` is for commands that ask about matches: they see to it
 * that there is a calibration.
 */
export function policyOf(flags: GlobalFlags, autoApply = false): Policy {
  return {
    accept: flags.yes || autoApply ? "strong" : "nothing",
    ...(flags.acceptAbove === undefined ? {} : { acceptAbove: flags.acceptAbove }),
    onAmbiguous: flags.onAmbiguous ?? "review",
    dryRun: flags.dryRun ?? false,
    ...(flags.maxCost === undefined ? {} : { maxCostUsd: flags.maxCost }),
    ...(flags.maxErrors === undefined ? {} : { maxErrors: flags.maxErrors }),
  };
}

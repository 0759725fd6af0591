import type { Candidate } from "../../stores/ledger.ts";
import type { Presentation } from "./presentation.ts";

/** Reasons that the engine itself gives: where a candidate came from that nobody suggested. */
export const provenance: Presentation["reasons"] = {
  searched: {
    name: "terminalReason.shortFound",
    sentence: "terminalReason.searched",
    note: "terminalReason.searched",
  },
  named: {
    name: "terminalReason.shortFound",
    sentence: "terminalReason.named",
    note: "terminalReason.named",
  },
};

/** Was it found by somebody, and never compared? Then it has no score. */
export function isFound({ reasons }: Candidate): boolean {
  return reasons.some(({ code }) => code in provenance);
}

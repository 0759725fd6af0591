import type { RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { presentationOf } from "./of-workflow.ts";

/** How many of a run's effects in force nothing can take back: to be told before an undo is asked for. */
export function countLasting({ effects }: Ledger, { id, workflow }: RunRow): number {
  const kinds = presentationOf(workflow).lasting ?? [];
  return kinds.reduce((sum, kind) => sum + effects.count(id, kind), 0);
}

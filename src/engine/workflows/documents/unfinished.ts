import type { RunRow } from "../../../stores/ledger.ts";
import type { Ledger } from "../../../stores/sqlite/ledger/index.ts";
import { ingestWorkflowName } from "./parameters.ts";

/** Ingests that are not over, but for the one with this row number: they count on vectors that no document has yet. */
export function unfinishedIngests({ runs }: Ledger, own?: number): RunRow[] {
  return runs
    .list(10_000)
    .filter(({ id, workflow, state }) => id !== own && workflow === ingestWorkflowName && !isOver(state));
}

function isOver(state: RunRow["state"]): boolean {
  return state === "ended" || state === "cancelled";
}

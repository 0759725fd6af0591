import type { QuestionRow } from "../../../../../stores/ledger.ts";
import type { Ledger } from "../../../../../stores/sqlite/ledger/index.ts";
import { recommendations } from "../../../../../stores/sqlite/ledger/questions.ts";

const recentRuns = 100;
/** Faces shown at once, at most; more come as these are named. */
const most = 200;

/** Faces that wait for a person, of the newest runs first: those that may be somebody before those nobody knows. */
export function openFaces(ledger: Ledger): QuestionRow[] {
  const found: QuestionRow[] = [];
  for (const run of ledger.runs.list(recentRuns)) {
    if (run.workflow !== "faces.attend" || run.policy.dryRun) continue;
    if (ledger.counters.counts(run.id).review === 0) continue;
    for (const bucket of [...recommendations].reverse()) {
      if (found.length >= most) return found;
      found.push(...ledger.questions.open(run.id, bucket, most - found.length, 0));
    }
  }
  return found;
}

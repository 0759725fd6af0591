import type { Json, RunRow } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";

/** Rows read at once. */
const page = 500;

/** The run's own account: successes, errors by cause, those skipped by reason, the time and the average. */
export function embedSummary(stores: Stores, run: RunRow): Record<string, Json> {
  const errors: Record<string, number> = {};
  const skipped: Record<string, number> = {};
  let successful = 0;
  let total = 0;
  const more = (counts: Record<string, number>, key: string) => {
    counts[key] = (counts[key] ?? 0) + 1;
  };
  for (let after = ""; ; ) {
    const rows = stores.ledger.items.page(run.id, after, page);
    for (const { state, result, failure } of rows) {
      total++;
      if (state === "done") successful++;
      else if (state === "failed") more(errors, failure?.code ?? "bug");
      else if (state === "skipped") more(skipped, (result as { reason?: string } | null)?.reason ?? "");
    }
    const last = rows.at(-1);
    if (!last) break;
    after = last.key;
  }
  const failed = Object.values(errors).reduce((sum, count) => sum + count, 0);
  const seconds = Math.round(run.activeMs) / 1000;
  const worked = successful + failed;
  return {
    successful,
    errors,
    skipped,
    total,
    seconds,
    /** Seconds a person, of those who were worked on. */
    average: worked > 0 ? Math.round((seconds / worked) * 1000) / 1000 : null,
  };
}

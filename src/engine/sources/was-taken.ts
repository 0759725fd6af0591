import type { RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";

/**
 * Has this very run changed something for the item? Its source is read again after a crash, and by then its own work
 * looks like something that needs none: under `--max` it must go on counting.
 */
export function wasTaken(ledger: Ledger, run: RunRow, key: string): boolean {
  const item = ledger.items.idOf(run.id, key);
  return item !== undefined && ledger.effects.live(item) !== undefined;
}

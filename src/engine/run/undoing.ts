import type { RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";

const group = 500;

/**
 * Takes back everything that a run applied, a group at a time: the items go to `revertStage`, and those that had not
 * come so far are left undone. It is the worker that does it, so that a crash on the way only delays it, and
 * effects that were under way when the undo was asked for are met as well.
 */
export class Undoing {
  constructor(
    private readonly ledger: Ledger,
    private readonly run: RunRow,
  ) {}

  /** Sends items back; true when there were any. */
  async tend(): Promise<boolean> {
    if (!this.run.undoing) return false;
    const { ledger, run } = this;
    while ((await ledger.write(() => ledger.items.drop(run.id, group, "undone"))) > 0);
    let sent = 0;
    for (let after = 0; ; ) {
      const effects = ledger.effects.page(run.id, after, group);
      const last = effects.at(-1);
      if (!last) return sent > 0;
      after = last.id;
      sent += await ledger.write(() => effects.filter(({ item }) => ledger.items.sendBack(item)).length);
    }
  }

  /** Is there an effect whose item could be sent back? */
  get hasMore(): boolean {
    return this.run.undoing && this.ledger.effects.hasRevertible(this.run.id);
  }
}

import type { RunRow } from "../../../../stores/ledger.ts";
import type { Ledger } from "../../../../stores/sqlite/ledger/index.ts";

/** Sources that turned lote away once are left alone for the rest of the run, in every worker and after a crash. */
export class Circuits {
  constructor(
    private readonly ledger: Ledger,
    private readonly run: RunRow,
  ) {}

  /** Why the source is not asked any more; undefined while it is. */
  openedBy(source: string): string | undefined {
    return this.ledger.checkpoints.get<string>(this.#key(source));
  }

  async open(source: string, code: string): Promise<void> {
    if (this.openedBy(source) !== undefined) return;
    await this.ledger.write(() => {
      this.ledger.checkpoints.put(this.#key(source), code);
      this.ledger.events.add(this.run.id, {
        type: "note",
        code: "source-closed",
        data: { source, reason: code },
      });
    });
  }

  #key(source: string): string {
    return `circuit/${this.run.id}/${source}`;
  }
}

import type { RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import type { ReachedItem, StageContext, WholeRun } from "../flow/stage.ts";
import type { Workflow } from "../workflows/workflow.ts";

const updateGroup = 500;
const releaseGroup = 2000;

/**
 * Runs the whole-run stages: when all items before one have come to it or ended, it runs once over all of them;
 * then they go on. An item that comes later (a retried one), or a crash before the last went on, has it repeated.
 */
export class WholeRunRunner {
  constructor(
    private readonly workflow: Workflow<object>,
    private readonly ledger: Ledger,
    private readonly run: RunRow,
    private readonly context: StageContext,
  ) {}

  /** Does what is due; true when something was done, so that items may have been freed. */
  async tend(): Promise<boolean> {
    for (const [index, stage] of this.workflow.stages.entries()) {
      if (stage.kind !== "whole-run" || !this.ledger.items.waitsAt(this.run.id, index)) continue;
      if (this.ledger.items.unfinishedBefore(this.run.id, index)) return false;
      if (!(await this.#own()) || !(await this.#compute(stage, index))) return false;
      await this.#release(index);
      return true;
    }
    return false;
  }

  #own(): Promise<boolean> {
    return this.ledger.write(() => this.ledger.runs.ownBarrier(this.run.id, this.ledger.actor));
  }

  /** False when it was broken off: then nothing may go on, and the whole is repeated. */
  async #compute(stage: WholeRun<object>, index: number): Promise<boolean> {
    let group: { id: number; travel: object }[] = [];
    const write = () => {
      const updates = group;
      group = [];
      return this.ledger.write(() => {
        for (const { id, travel } of updates) {
          this.ledger.items.setCarry(id, index, this.workflow.carry(travel));
        }
      });
    };
    for await (const update of stage.run(() => this.#items(index), this.context)) {
      if (this.context.signal.aborted) return false;
      group.push(update);
      if (group.length >= updateGroup) await write();
    }
    if (group.length > 0) await write();
    if (this.context.signal.aborted) return false;
    await this.ledger.write(() => this.ledger.runs.passBarrier(this.run.id, index + 1));
    return true;
  }

  *#items(index: number): Iterable<ReachedItem<object>> {
    for (const row of this.ledger.items.reached(this.run.id, index)) {
      const travel = this.workflow.begin({
        ...row,
        run: this.run.id,
        parent: null,
        stage: index,
        lease: 0,
        attempts: 0,
        aloneDeaths: null,
      });
      yield { id: row.id, key: row.key, input: row.input, travel, waiting: row.waiting };
    }
  }

  async #release(index: number): Promise<void> {
    for (;;) {
      const released = await this.ledger.write(() =>
        this.ledger.items.release(this.run.id, index, releaseGroup),
      );
      if (released < releaseGroup) return;
    }
  }
}

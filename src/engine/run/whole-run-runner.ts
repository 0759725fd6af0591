import type { RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import type { ReachedItem, StageContext, WholeRun } from "../flow/stage.ts";
import type { Workflow } from "../workflows/workflow.ts";

const updateGroup = 500;
const releaseGroup = 2000;

/**
 * Runs the whole-run stages: when all items before one have come to it or ended, it runs once over all of them;
 * then they go on. That it was passed is written before the first goes on, so a crash in between repeats at most
 * the computing. An item that arrives later (a retried one) opens the barrier again and has the stage repeated; one
 * that arrives while it is at work takes it from its worker, who begins anew.
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
    const { barriers, runs } = this.ledger;
    for (const [index, stage] of this.workflow.stages.entries()) {
      if (stage.kind !== "whole-run" || !barriers.waitsAt(this.run.id, index)) continue;
      if ((runs.get(this.run.id)?.barrier ?? 0) <= index) {
        if (barriers.unfinishedBefore(this.run.id, index)) return false;
        if (!(await this.#own())) return false;
        if (!(await this.#compute(stage, index))) return false;
      }
      await this.#release(index);
      return true;
    }
    return false;
  }

  #own(): Promise<boolean> {
    return this.ledger.write(() => this.ledger.runs.ownBarrier(this.run.id, this.ledger.actor));
  }

  /** False when it was broken off. */
  async #compute(stage: WholeRun<object>, index: number): Promise<boolean> {
    const { ledger, run } = this;
    let group: { id: number; travel: object }[] = [];
    const write = () => {
      const updates = group;
      group = [];
      return ledger.write(() => {
        if (!ledger.runs.ownsBarrier(run.id, ledger.actor)) return false;
        for (const { id, travel } of updates)
          ledger.barriers.setCarry(id, index, this.workflow.carry(travel));
        return true;
      });
    };
    for await (const update of stage.run(() => this.#items(index), this.context)) {
      if (this.context.signal.aborted) return false;
      group.push(update);
      if (group.length >= updateGroup && !(await write())) return false;
    }
    if (this.context.signal.aborted || !(await write())) return false;
    return ledger.write(() => ledger.runs.passBarrier(run.id, ledger.actor, index + 1));
  }

  *#items(index: number): Iterable<ReachedItem<object>> {
    for (const row of this.ledger.barriers.reached(this.run.id, index)) {
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
    const { ledger, run } = this;
    for (;;) {
      const released = await ledger.write(() => {
        // One that came since opened the barrier again.
        if ((ledger.runs.get(run.id)?.barrier ?? 0) <= index) return 0;
        return ledger.barriers.release(run.id, index, releaseGroup);
      });
      if (released < releaseGroup) return;
    }
  }
}

import {
  type ClaimedItem,
  type Commit,
  type Outcome,
  type RunRow,
  revertStage,
  settleStage,
} from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { LoteError } from "../errors/lote-error.ts";
import { type Arrival, type Pipeline, Released, StageFailure } from "../flow/pipeline.ts";
import type { Workflow } from "../workflows/workflow.ts";
import { failedOutcome, toFailure } from "./failure.ts";
import type { Committed } from "./outbox.ts";
import { Settler, type SettlerHost } from "./settle.ts";

/** A worker that died of an item alone so often does not try it again. */
export const deathLimit = 3;

export interface PassageHost extends SettlerHost {
  readonly ledger: Ledger;
  readonly run: RunRow;
  readonly workflow: Workflow<object>;
  readonly pipeline: Pipeline<object>;
  /** What is in flight ends at once when it is aborted. */
  readonly signal: AbortSignal;
}

/**
 * Takes one claimed item from where it stands to the next commit, whatever happens on the way.
 *
 * @throws what ends the worker: nothing can be written any more
 */
export class ItemPassage {
  readonly #settler: Settler<object>;

  constructor(private readonly host: PassageHost) {
    const { workflow, ledger, run } = host;
    this.#settler = new Settler(workflow, ledger, run.policy, {
      commit: (commit) => this.#commit(commit),
      inside: (item, step) => host.inside(item, step),
    });
  }

  async take(item: ClaimedItem): Promise<void> {
    if ((item.aloneDeaths ?? 0) >= deathLimit) {
      const poison = new LoteError("poison", { times: deathLimit, run: this.host.run.name });
      await this.#finish(item, { to: "failed", failure: toFailure(poison, this.#stageName(item.stage)) });
      return;
    }
    let at = item;
    try {
      if (item.stage === revertStage) return await this.#settler.revert(item);
      const start = this.host.workflow.begin(item);
      if (item.stage === settleStage) return await this.#settler.settle(item, start);
      const arrival = await this.host.pipeline.travel(item, start);
      // What fails from here on failed while its results were applied.
      at = { ...item, stage: settleStage };
      await this.#arrived(item, arrival);
    } catch (error) {
      await this.#failed(at, error);
    }
  }

  async #arrived(item: ClaimedItem, arrival: Arrival<object>): Promise<void> {
    const { travel, saves, children } = arrival;
    if (arrival.at === "end") return this.#settler.settle(item, travel, { saves, children });
    const outcome: Outcome =
      arrival.at === "skip"
        ? { to: "skipped", reason: arrival.reason }
        : { to: "waiting", stage: arrival.stage, carry: this.host.workflow.carry(travel) };
    await this.#commit({ item, saves, ...(children.length > 0 ? { children } : {}), outcome });
  }

  async #failed(item: ClaimedItem, error: unknown): Promise<void> {
    // What earlier stages worked out is kept: only the rest is done again.
    const saves = error instanceof StageFailure || error instanceof Released ? error.saves : none;
    if (error instanceof Released || this.host.signal.aborted) {
      await this.#commit({ item, saves, outcome: { to: "pending" } });
      return;
    }
    const [cause, stage] =
      error instanceof StageFailure ? [error.cause, error.stage] : [error, this.#stageName(item.stage)];
    const outcome = failedOutcome(cause, stage, item, this.host.ledger.now());
    if (outcome.to === "failed" && outcome.failure.code === "disk-full") throw cause;
    await this.#commit({ item, saves, outcome });
  }

  #finish(item: ClaimedItem, outcome: Outcome): Promise<Committed> {
    return this.host.commit({ item, saves: none, outcome });
  }

  /** What the workflow itself writes with the commit may fail, and then the item does. */
  #commit(commit: Commit): Promise<Committed> {
    const { item } = commit;
    const orElse = (error: unknown) => {
      const stage = item.stage === revertStage ? revertStage : settleStage;
      const outcome = failedOutcome(error, this.#stageName(stage), item, this.host.ledger.now());
      if (outcome.to === "failed" && outcome.failure.code === "disk-full") throw error;
      return outcome;
    };
    return this.host.commit({ ...commit, orElse });
  }

  #stageName(stage: number): string {
    if (stage === settleStage) return "apply";
    if (stage === revertStage) return "undo";
    return this.host.workflow.stages[stage]?.name ?? "start";
  }
}

const none: readonly never[] = [];

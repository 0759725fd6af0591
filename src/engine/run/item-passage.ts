import {
  type ClaimedItem,
  type Commit,
  type Failure,
  type Outcome,
  revertStage,
  settleStage,
} from "../../stores/ledger.ts";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import { type Arrival, type Pipeline, Released, StageFailure } from "../flow/pipeline.ts";
import { failedOutcome, settleNames, toFailure } from "./failure.ts";
import type { Committed } from "./outbox.ts";
import { undecided } from "./policy.ts";
import { Settler, type SettlerHost } from "./settle.ts";

/** A worker that died of an item alone so often does not try it again. */
export const deathLimit = 3;

export interface PassageHost extends SettlerHost {
  readonly pipeline: Pipeline<object>;
  /** Pauses the run, and says why: no other item would fare better. */
  stopRun(failure: Failure): Promise<void>;
}

/**
 * Takes one claimed item from where it stands to the next commit, whatever happens on the way.
 *
 * @throws what ends the worker: nothing can be written any more
 */
export class ItemPassage {
  readonly #settler: Settler;

  constructor(private readonly host: PassageHost) {
    this.#settler = new Settler({ ...host, commit: (commit) => this.#commit(commit) });
  }

  async take(item: ClaimedItem): Promise<void> {
    if ((item.aloneDeaths ?? 0) >= deathLimit) {
      const poison = new LoteError("poison", { times: deathLimit, run: this.host.run.name });
      await this.#finish(item, { to: "failed", failure: toFailure(poison, this.#stageName(item.stage)) });
      return;
    }
    let at = item;
    try {
      // A run that is being undone carries nothing out any more.
      const isCalledOff = item.stage === settleStage && this.host.run.undoing;
      if (item.stage === revertStage || isCalledOff) return await this.#settler.revert(item);
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
    const { travel, saves, children, asked } = arrival;
    const news = asked.questions.length > 0 ? asked : {};
    if (arrival.at === "end") return this.#settler.settle(item, travel, { saves, children, ...asked });
    const outcome = this.#outcomeAt(arrival);
    await this.#commit({ item, saves, ...news, ...(children.length > 0 ? { children } : {}), outcome });
  }

  #outcomeAt(arrival: Exclude<Arrival<object>, { at: "end" }>): Outcome {
    const { workflow, run } = this.host;
    if (arrival.at === "skip") return { to: "skipped", reason: arrival.reason };
    const carry = workflow.carry(arrival.travel);
    if (arrival.at === "barrier") return { to: "waiting", stage: arrival.stage, carry };
    const kept = { result: workflow.result(arrival.travel), carry };
    return arrival.isStanding ? { to: "review", ...kept } : undecided(run.policy, kept);
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
    if (toLoteError(cause).stopsRun) {
      await this.host.stopRun(toFailure(cause, stage));
      await this.#commit({ item, saves, outcome: { to: "pending" } });
      return;
    }
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
    if (stage === settleStage) return settleNames.apply;
    if (stage === revertStage) return settleNames.undo;
    return this.host.workflow.stages[stage]?.name ?? "start";
  }
}

const none: readonly never[] = [];

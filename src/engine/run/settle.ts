import {
  type ClaimedItem,
  type Commit,
  type EffectRow,
  type Json,
  type NewDecision,
  type NewEffect,
  type RunRow,
  settleStage,
} from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { Released, StageFailure } from "../flow/pipeline.ts";
import type { Answer } from "../flow/stage.ts";
import type { EffectContext, PlannedEffect, Workflow } from "../workflows/workflow.ts";
import type { EffectPool } from "./effect-pool.ts";
import { isTargetChanged, settleNames, toFailure } from "./failure.ts";
import type { Committed } from "./outbox.ts";
import { decideAll, undecided } from "./policy.ts";

/** What settling needs of the run that it is part of. */
export interface SettlerHost {
  readonly ledger: Ledger;
  readonly run: RunRow;
  readonly workflow: Workflow<object>;
  readonly effects: EffectPool;
  /** What is in flight ends at once when it is aborted. */
  readonly signal: AbortSignal;
  /** Writes a commit with the next group; says whether the item was still held, and the effect's number. */
  commit(commit: Commit): Promise<Committed>;
  /** Marks the item as being inside the workflow's code while `step` lasts, in case the worker dies of it. */
  inside<T>(item: ClaimedItem, step: () => Promise<T>): Promise<T>;
}

/**
 * From results to the end of an item: questions, the policy's or a person's decisions, the effect, done.
 * An effect outside the store is stored as planned, and the item goes to {@link settleStage}, before it is performed;
 * then it is stored as applied. After a crash in between it is that same plan that is performed again.
 */
export class Settler {
  readonly #ledger: Ledger;
  readonly #workflow: Workflow<object>;

  constructor(private readonly host: SettlerHost) {
    this.#ledger = host.ledger;
    this.#workflow = host.workflow;
  }

  get #asksOnTheWay(): boolean {
    return this.#workflow.stages.some(({ kind }) => kind === "ask");
  }

  /** The item came through all stages, in this process or before. */
  async settle(item: ClaimedItem, travel: object, extra: Partial<Commit> = {}): Promise<void> {
    const { policy } = this.host.run;
    const again = item.stage === settleStage;
    const planned = again ? this.#ledger.effects.live(item.id) : undefined;
    if (planned?.state === "planned") return this.#perform(item, travel, planned);

    const standing = again || this.#asksOnTheWay ? this.#ledger.questions.ofItem(item.id) : [];
    const asked = again ? undefined : this.#workflow.questions?.(item, travel);
    const decisions = new Map<string, NewDecision>();
    for (const row of standing) if (row.decision) decisions.set(row.name, row.decision);
    for (const [name, decision] of Object.entries(extra.decisions ?? {})) decisions.set(name, decision);
    if (asked) decideAll(asked, policy, decisions);
    const questions = [...(extra.questions ?? []), ...standing, ...(asked ?? [])];
    const isOpen = questions.some(({ name }) => !decisions.has(name));
    const news = [...(extra.questions ?? []), ...(asked ?? [])];
    const saves = extra.saves ?? none;
    const base = {
      item,
      saves,
      ...(extra.children && extra.children.length > 0 ? { children: extra.children } : {}),
      ...(news.length > 0 ? { questions: news, decisions: Object.fromEntries(decisions) } : {}),
    };

    if (isOpen) {
      const kept = { result: this.#workflow.result(travel), carry: this.#workflow.carry(travel) };
      await this.host.commit({
        ...base,
        outcome: again ? { to: "review", ...kept } : undecided(policy, kept),
      });
      return;
    }
    // What gave rise to other items is done again with them.
    const kept = base.children ? none : saves;
    const effect = await this.#plan(item, travel, decisions, kept);
    const result = this.#workflow.result(travel, effect ?? undefined);
    if (!effect || policy.dryRun) {
      // Only what was asked or changed may be taken up again, and needs what it carried.
      const carry = questions.length > 0 ? this.#workflow.carry(travel) : null;
      const applied = questions.length > 0 && !policy.dryRun ? { applied: true } : {};
      await this.host.commit({ ...base, outcome: { to: "done", result, carry }, ...applied });
      return;
    }
    const carry = this.#workflow.carry(travel);
    if (!effect.outside) {
      const perform = await this.#keeping(kept, () => this.#performing(item, { ...effect, before: null }));
      await this.host.commit({
        ...base,
        outcome: { to: "done", result, carry },
        effect: { row: effect, perform },
        applied: true,
      });
      return;
    }
    const outcome = { to: "leased", stage: settleStage, carry } as const;
    const { held, effectId } = await this.host.commit({ ...base, outcome, effect: { row: effect } });
    if (!held || effectId === undefined) return;
    await this.#perform({ ...item, stage: settleStage }, travel, { ...effect, id: effectId, before: null });
  }

  #plan(
    item: ClaimedItem,
    travel: object,
    decisions: ReadonlyMap<string, NewDecision>,
    saves: Commit["saves"],
  ): Promise<NewEffect | null> | null {
    const { plan } = this.#workflow;
    if (!plan) return null;
    const answers: Answer[] = [...decisions].map(([question, { choice, by }]) => ({ question, choice, by }));
    return this.#keeping(saves, () =>
      this.#atWork(item, () => plan.call(this.#workflow, item, travel, answers)),
    );
  }

  /** If the step fails, what the stages saved is written nonetheless. */
  async #keeping<T>(saves: Commit["saves"], step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      throw error instanceof Released
        ? new Released(saves)
        : new StageFailure(settleNames.apply, error, saves);
    }
  }

  /** Does what the effect does outside the store; what is returned does the rest. */
  async #performing(item: ClaimedItem, effect: PlannedEffect, id?: number): Promise<() => Json> {
    const context = this.#context(item, id);
    const perform = async () => (await this.#workflow.perform?.(effect, item, context)) ?? (() => null);
    // What lives in the store alone needs no turn: it takes no time.
    return id === undefined ? this.host.inside(item, perform) : this.#atWork(item, perform);
  }

  async #perform(item: ClaimedItem, travel: object, effect: PlannedEffect & { id: number }): Promise<void> {
    const saves = none;
    let save: () => Json;
    try {
      save = await this.#performing(item, effect, effect.id);
    } catch (error) {
      if (!isTargetChanged(error)) throw error;
      const failure = toFailure(error, settleNames.apply);
      await this.host.commit({ item, saves, outcome: { to: "failed", failure }, dropped: effect.id });
      return;
    }
    await this.host.commit({
      item,
      saves,
      outcome: { to: "done", result: this.#workflow.result(travel, effect) },
      performed: { effect: effect.id, save },
      applied: true,
    });
  }

  /**
   * Takes the item's effect back, if it has one, and puts its questions before a person again. Where somebody else
   * changed the target since, all stays in force and says why.
   */
  async revert(item: ClaimedItem): Promise<void> {
    const effect = this.#ledger.effects.live(item.id);
    const { save, dropped } = effect
      ? await this.#reverting(item, effect)
      : { save: nothing, dropped: false };
    const refusal = (error: unknown) =>
      isTargetChanged(error) ? toFailure(error, settleNames.undo) : undefined;
    await this.host.commit({
      item,
      saves: none,
      outcome: this.#afterRevert(item),
      applied: false,
      reverted: { ...(effect ? { effect: effect.id } : {}), save, refusal },
      ...(effect && dropped ? { dropped: effect.id } : {}),
    });
  }

  async #reverting(item: ClaimedItem, effect: EffectRow): Promise<{ save: () => void; dropped: boolean }> {
    const context = this.#context(item);
    try {
      const save = await this.#atWork(item, async () => this.#workflow.revert?.(effect, context));
      return { save: save ?? nothing, dropped: false };
    } catch (error) {
      if (!isTargetChanged(error)) throw error;
      // One that was never applied has nothing in force that could be refused to be given up.
      if (effect.state === "planned") return { save: nothing, dropped: true };
      const save = () => {
        throw error;
      };
      return { save, dropped: false };
    }
  }

  #afterRevert(item: ClaimedItem): Commit["outcome"] {
    if (this.#ledger.questions.ofItem(item.id).length === 0) return { to: "skipped", reason: "undone" };
    return { to: "review", result: this.#workflow.result(this.#workflow.begin(item)) };
  }

  #atWork<T>(item: ClaimedItem, step: () => Promise<T>): Promise<T> {
    return this.host.effects.run(() => this.host.inside(item, step));
  }

  #context(item: ClaimedItem, effect?: number): EffectContext {
    const { signal } = this.host;
    return {
      signal,
      secure: async (before) => {
        const secured = before !== undefined && effect !== undefined ? { secured: { effect, before } } : {};
        const outcome = { to: "leased", stage: item.stage } as const;
        const { held } = await this.host.commit({ item, saves: none, outcome, ...secured });
        if (!held || signal.aborted) throw new Released();
      },
    };
  }
}

const none: readonly never[] = [];
const nothing = () => undefined;

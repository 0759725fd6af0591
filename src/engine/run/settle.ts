import {
  type ClaimedItem,
  type Commit,
  type EffectRow,
  type Json,
  type NewDecision,
  type NewEffect,
  type NewQuestion,
  type Policy,
  settleStage,
} from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { LoteError } from "../errors/lote-error.ts";
import type { Answer, Workflow } from "../workflows/workflow.ts";
import { toFailure } from "./failure.ts";
import type { Committed } from "./outbox.ts";
import { decideByPolicy } from "./policy.ts";

/** What settling needs of the run that it is part of. */
export interface SettlerHost {
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
export class Settler<Travel extends object> {
  constructor(
    private readonly workflow: Workflow<Travel>,
    private readonly ledger: Ledger,
    private readonly policy: Policy,
    private readonly host: SettlerHost,
  ) {}

  /** The item came through all stages, in this process or before. */
  async settle(item: ClaimedItem, travel: Travel, extra: Partial<Commit> = {}): Promise<void> {
    const again = item.stage === settleStage;
    const planned = again ? this.ledger.effects.live(item.id) : undefined;
    if (planned?.state === "planned") return this.#perform(item, travel, planned);

    const standing = again ? this.ledger.questions.ofItem(item.id) : [];
    const asked = again ? undefined : this.workflow.questions?.(item, travel);
    const decisions = new Map<string, NewDecision>();
    for (const row of standing) if (row.decision) decisions.set(row.name, row.decision);
    if (asked) decideAll(asked, this.policy, decisions);
    const questions = asked ?? standing;
    const base = {
      item,
      saves: extra.saves ?? none,
      ...(extra.children && extra.children.length > 0 ? { children: extra.children } : {}),
      ...(asked && asked.length > 0 ? { questions: asked, decisions: Object.fromEntries(decisions) } : {}),
    };
    const result = this.workflow.result(travel);

    if (decisions.size < questions.length) {
      await this.host.commit({ ...base, outcome: this.#undecided(again, travel, result) });
      return;
    }
    const effect = await this.#plan(item, travel, decisions);
    if (!effect || this.policy.dryRun) {
      // Only what was asked or changed may be taken up again, and needs what it carried.
      const carry = questions.length > 0 ? this.workflow.carry(travel) : null;
      const applied = questions.length > 0 && !this.policy.dryRun ? { applied: true } : {};
      await this.host.commit({ ...base, outcome: { to: "done", result, carry }, ...applied });
      return;
    }
    const carry = this.workflow.carry(travel);
    if (this.workflow.effectsInStore) {
      const perform = await this.#performing(item, effect);
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
    await this.#perform({ ...item, stage: settleStage }, travel, { ...effect, id: effectId });
  }

  /** Some question is open: a person answers it, or the policy says what becomes of the item. */
  #undecided(again: boolean, travel: Travel, result: Json): Commit["outcome"] {
    const { onAmbiguous } = this.policy;
    if (again || onAmbiguous === "review") {
      return { to: "review", result, carry: this.workflow.carry(travel) };
    }
    if (onAmbiguous === "skip") return { to: "skipped", reason: "ambiguous" };
    return { to: "failed", failure: toFailure(new LoteError("ambiguous"), "policy") };
  }

  #plan(
    item: ClaimedItem,
    travel: Travel,
    decisions: ReadonlyMap<string, NewDecision>,
  ): Promise<NewEffect | null> | null {
    const { plan } = this.workflow;
    if (!plan) return null;
    const answers: Answer[] = [...decisions].map(([question, { choice, by }]) => ({ question, choice, by }));
    return this.host.inside(item, () => plan.call(this.workflow, item, travel, answers));
  }

  /** Does what the effect does outside the store; what is returned does the rest. */
  async #performing(item: ClaimedItem, effect: NewEffect): Promise<() => Json> {
    const save = await this.host.inside(item, async () => this.workflow.perform?.(effect, item));
    return save ?? (() => null);
  }

  async #perform(item: ClaimedItem, travel: Travel, effect: NewEffect & { id: number }): Promise<void> {
    const save = await this.#performing(item, effect);
    await this.host.commit({
      item,
      saves: none,
      outcome: { to: "done", result: this.workflow.result(travel) },
      performed: { effect: effect.id, save },
      applied: true,
    });
  }

  /** Takes the item's effect back and puts its questions before a person again. */
  async revert(item: ClaimedItem): Promise<void> {
    const effect = this.ledger.effects.live(item.id);
    const outcome =
      this.ledger.questions.ofItem(item.id).length > 0
        ? ({ to: "review" } as const)
        : ({ to: "skipped", reason: "undone" } as const);
    if (!effect) {
      await this.host.commit({ item, saves: none, outcome });
      return;
    }
    const save = await this.#reverting(item, effect);
    await this.host.commit({
      item,
      saves: none,
      outcome,
      applied: false,
      reverted: { effect: effect.id, save, refused: { to: "done" } },
    });
  }

  async #reverting(item: ClaimedItem, effect: EffectRow): Promise<() => boolean> {
    const save = await this.host.inside(item, async () => this.workflow.revert?.(effect));
    return save ?? (() => true);
  }
}

const none: readonly never[] = [];

/** The policy's decisions, and those that follow: a question that one of them makes moot is answered with none. */
function decideAll(asked: readonly NewQuestion[], policy: Policy, decisions: Map<string, NewDecision>): void {
  for (const question of asked) {
    const decision = decideByPolicy(question, policy);
    if (decision) decisions.set(question.name, decision);
  }
  for (const { name, onlyIf } of asked) {
    const other = onlyIf && decisions.get(onlyIf.question);
    if (other && other.choice !== onlyIf.choice && !decisions.has(name)) {
      decisions.set(name, { by: other.by, choice: null });
    }
  }
}

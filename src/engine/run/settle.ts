import type { ClaimedItem, Commit, NewDecision, Policy } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { LoteError } from "../errors/lote-error.ts";
import type { Answer, Workflow } from "../workflows/workflow.ts";
import { toFailure } from "./failure.ts";
import { decideByPolicy } from "./policy.ts";

/** Stage numbers beyond any workflow's own: an item that has its results, and one whose effect is taken back. */
export const settleStage = 1000;
export const revertStage = 1001;

/** Writes a commit with the next group; says whether the item was still held, and the effect's number. */
export type Committer = (commit: Commit) => Promise<{ held: boolean; effectId?: number }>;

/**
 * From results to the end of an item: questions, the policy's or a person's decisions, the effect, done.
 * An effect outside the store is stored as planned, performed, and then stored as applied; after a crash in
 * between it is performed again.
 */
export class Settler<Travel extends object> {
  constructor(
    private readonly workflow: Workflow<Travel>,
    private readonly ledger: Ledger,
    private readonly policy: Policy,
    private readonly commit: Committer,
  ) {}

  /** The item came through all stages, in this process or before. */
  async settle(item: ClaimedItem, travel: Travel, extra: Partial<Commit> = {}): Promise<void> {
    const saves = extra.saves ?? [];
    const planned = item.stage === settleStage ? this.ledger.effects.live(item.id) : undefined;
    if (planned?.state === "planned") return this.#perform(item, travel, planned.id, planned, saves);

    const standing = item.stage === settleStage ? this.ledger.questions.ofItem(item.id) : [];
    const asked = standing.length > 0 ? undefined : (this.workflow.questions?.(item, travel) ?? []);
    const decisions = new Map<string, NewDecision>();
    for (const row of standing) if (row.decision) decisions.set(row.name, row.decision);
    for (const question of asked ?? []) {
      const decision = decideByPolicy(question, this.policy);
      if (decision) decisions.set(question.name, decision);
    }
    const base = {
      item,
      saves,
      ...extra,
      ...(asked && asked.length > 0 ? { questions: asked, decisions: Object.fromEntries(decisions) } : {}),
    };
    const result = this.workflow.result(travel);
    const carry = this.workflow.carry(travel);

    if (decisions.size < (asked ?? standing).length) {
      const { onAmbiguous } = this.policy;
      if (onAmbiguous === "review" || standing.length > 0) {
        await this.commit({ ...base, outcome: { to: "review", result, carry } });
      } else if (onAmbiguous === "skip") {
        await this.commit({ ...base, outcome: { to: "skipped", reason: "ambiguous" } });
      } else {
        const failure = toFailure(new LoteError("ambiguous"), "policy");
        await this.commit({ ...base, outcome: { to: "failed", failure } });
      }
      return;
    }
    const answers: Answer[] = [...decisions].map(([question, { choice, by }]) => ({ question, choice, by }));
    const effect = (await this.workflow.plan?.(item, travel, answers)) ?? null;
    if (!effect || this.policy.dryRun) {
      const applied = answers.length > 0 ? { applied: !this.policy.dryRun } : {};
      await this.commit({ ...base, outcome: { to: "done", result }, ...applied });
      return;
    }
    if (this.workflow.effectsInStore) {
      const perform = await this.workflow.perform?.(effect, item);
      await this.commit({
        ...base,
        outcome: { to: "done", result, carry },
        effect: { row: effect, perform: perform ?? (() => null) },
        applied: true,
      });
      return;
    }
    const { held, effectId } = await this.commit({
      ...base,
      outcome: { to: "leased", stage: settleStage, carry },
      effect: { row: effect },
    });
    if (held && effectId !== undefined) await this.#perform(item, travel, effectId, effect, []);
  }

  async #perform(
    item: ClaimedItem,
    travel: Travel,
    effectId: number,
    effect: { kind: string; plan: Commit["item"]["input"] },
    saves: readonly (() => void)[],
  ): Promise<void> {
    const save = (await this.workflow.perform?.(effect, item)) ?? (() => null);
    await this.commit({
      item,
      saves,
      outcome: { to: "done", result: this.workflow.result(travel), carry: this.workflow.carry(travel) },
      performed: { effect: effectId, save },
      applied: true,
    });
  }

  /** Takes the item's effect back and puts its questions before a person again. */
  async revert(item: ClaimedItem): Promise<void> {
    const effect = this.ledger.effects.live(item.id);
    const outcome =
      this.ledger.questions.ofItem(item.id).length > 0
        ? ({ to: "review", result: null } as const)
        : ({ to: "skipped", reason: "undone" } as const);
    if (!effect) {
      await this.commit({ item, saves: [], outcome });
      return;
    }
    const save = (await this.workflow.revert?.(effect)) ?? (() => true);
    await this.commit({
      item,
      saves: [],
      outcome,
      applied: false,
      reverted: { effect: effect.id, save, refused: { to: "done", result: null } },
    });
  }
}

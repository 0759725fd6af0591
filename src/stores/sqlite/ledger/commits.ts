import type { Database } from "bun:sqlite";
import type { ClaimedItem, Commit, Failure, ItemState, Json, Outcome } from "../../ledger.ts";
import type { Counters } from "./counters.ts";
import type { Decisions } from "./decisions.ts";
import type { Effects } from "./effects.ts";
import type { Events } from "./events.ts";
import { code } from "./item-state.ts";
import type { Items } from "./items.ts";
import { toText } from "./json.ts";
import type { Questions } from "./questions.ts";
import type { Runs } from "./runs.ts";

/** What becomes of claimed items. Every statement says whose lease it writes under; without it, it writes nothing. */
export class Commits {
  readonly #settle;
  readonly #retry;
  readonly #giveBack;
  readonly #keep;
  readonly #holds;
  readonly #supersede;
  readonly #savepoint;
  readonly #release;

  constructor(
    private readonly db: Database,
    private readonly now: () => number,
    private readonly actor: () => number,
    private readonly counters: Counters,
    private readonly events: Events,
    private readonly questions: Questions,
    private readonly decisions: Decisions,
    private readonly effects: Effects,
    private readonly runs: Runs,
    private readonly items: Pick<Items, "insert">,
  ) {
    const held = (id: number) =>
      `id = ?${id} AND owner = ?${id + 1} AND lease = ?${id + 2} AND state = ${code.leased}`;
    this.#settle = db.query(
      `UPDATE item SET state = ?1, stage = coalesce(?2, stage), owner = NULL, due_at = ?3, attempts = ?4,
         carry = coalesce(?5, carry), result = coalesce(?6, result), failure = ?7, alone = NULL
       WHERE ${held(8)}`,
    );
    this.#retry = db.query(
      `UPDATE item SET state = ${code.pending}, owner = NULL, due_at = ?1, attempts = ?2, failure = ?3, alone = NULL
       WHERE ${held(4)}`,
    );
    this.#giveBack = db.query(`UPDATE item SET state = ${code.pending}, owner = NULL WHERE ${held(1)}`);
    this.#keep = db.query(`UPDATE item SET stage = ?1, carry = coalesce(?2, carry) WHERE ${held(3)}`);
    this.#holds = db.query(`SELECT 1 FROM item WHERE ${held(1)}`);
    const asks = `key = ?1 AND state = ${code.review}
      AND run IN (SELECT id FROM run WHERE workflow = (SELECT workflow FROM run WHERE id = ?2)`;
    this.#supersede = db.query<{ id: number; run: number }, [string, number, string]>(
      `UPDATE item SET state = ${code.skipped}, result = ?3
       WHERE ${asks})
         AND run < (SELECT max(run) FROM item WHERE ${asks} AND NOT policy ->> 'dryRun'))
       RETURNING id, run`,
    );
    this.#savepoint = db.query("SAVEPOINT workflow");
    this.#release = db.query("RELEASE workflow");
  }

  /**
   * Writes what became of an item, unless this worker no longer holds it: then nothing at all is written.
   * Returns whether it was written, and the number of the effect that was stored.
   */
  write(commit: Commit): { held: boolean; effectId?: number } {
    const { item } = commit;
    const own = hasWorkflowWrites(commit);
    if (own && !this.#isHeld(item)) return { held: false };
    const written = own ? this.#workflowWrites(commit) : nothing;
    if ("error" in written) {
      const refusal = commit.reverted?.refusal(written.error);
      if (refusal) return { held: this.#refuse(commit, refusal) };
      return { held: this.#move(item, commit.orElse?.(written.error) ?? rethrow(written.error)) };
    }
    const { outcome } = commit;
    if (!this.#move(item, outcome)) return { held: false };
    if (commit.children) this.items.insert(item.run, commit.children, item.id);
    if (commit.questions) this.questions.ask(item, commit.questions);
    if (commit.decisions) this.decisions.decideAll(item, commit.decisions);
    const effectId = this.#effect(commit, written.before);
    if (commit.applied !== undefined) this.decisions.setApplied(item.id, commit.applied);
    if (outcome.to === "review") this.#supersedeAllButNewest(item);
    // Nobody is asked about an item that the policy has done with.
    if (outcome.to === "skipped" || outcome.to === "failed") this.questions.close(item.id);
    return effectId === undefined ? { held: true } : { held: true, effectId };
  }

  /** What the workflow writes: all of it or, when it throws, nothing, without harm to the rest of the group. */
  #workflowWrites(commit: Commit): { before: Json } | { error: unknown } {
    this.#savepoint.run();
    try {
      for (const save of commit.saves) save();
      const before = commit.effect?.perform?.() ?? commit.performed?.save() ?? null;
      commit.reverted?.save();
      this.#release.run();
      return { before };
    } catch (error) {
      if (!this.db.inTransaction) throw error;
      this.db.exec("ROLLBACK TO workflow");
      this.#release.run();
      return { error };
    }
  }

  #effect(commit: Commit, before: Json): number | undefined {
    const { item, effect, secured, performed, dropped, reverted } = commit;
    if (secured) this.effects.move({ id: secured.effect, state: "planned", before: secured.before });
    if (performed) this.effects.move({ id: performed.effect, state: "applied", before });
    if (dropped !== undefined) this.effects.move({ id: dropped, state: "dropped" });
    if (reverted) {
      if (reverted.effect !== undefined && reverted.effect !== dropped)
        this.effects.move({ id: reverted.effect, state: "reverted" });
      this.decisions.endWithdrawal(item.id, true);
    }
    if (!effect) return undefined;
    return this.effects.add(item.run, item.id, effect.row, effect.perform ? "applied" : "planned", before);
  }

  /** What was applied to the item stays in force, and says why. */
  #refuse({ item, reverted }: Commit, failure: Failure): boolean {
    if (!this.#move(item, { to: "done" })) return false;
    if (reverted?.effect !== undefined)
      this.effects.move({ id: reverted.effect, state: "refused", refusal: failure });
    this.decisions.endWithdrawal(item.id, false);
    this.events.add(item.run, { type: "refused", item: item.key, failure });
    return true;
  }

  #isHeld(item: ClaimedItem): boolean {
    return this.#holds.get(item.id, this.actor(), item.lease) !== null;
  }

  #move(item: ClaimedItem, outcome: Outcome): boolean {
    const state: ItemState = outcome.to === "retry" ? "pending" : outcome.to;
    if (!this.#update(item, outcome, state)) return false;
    if (outcome.to === "leased") return true;
    this.counters.move(item.run, "leased", state);
    if (outcome.to === "pending") return true;
    if (outcome.to === "waiting") {
      this.runs.reachBarrier(item.run, outcome.stage);
      return true;
    }
    if (outcome.to === "retry") this.counters.add(item.run, "retried", 1);
    const failure = outcome.to === "failed" || outcome.to === "retry" ? outcome.failure : undefined;
    this.events.add(item.run, {
      type: "item",
      item: item.key,
      state,
      ...(failure ? { stage: failure.stage, failure } : {}),
      ...(outcome.to === "retry" ? { retryAt: outcome.dueAt } : {}),
      ...(outcome.to === "skipped" ? { reason: outcome.reason } : {}),
    });
    return true;
  }

  #update(item: ClaimedItem, outcome: Outcome, state: ItemState): boolean {
    const lease = [item.id, this.actor(), item.lease] as const;
    switch (outcome.to) {
      case "pending":
        return this.#giveBack.run(...lease).changes > 0;
      case "leased":
        return this.#keep.run(outcome.stage, toText(outcome.carry), ...lease).changes > 0;
      case "retry": {
        const { dueAt, failure } = outcome;
        return this.#retry.run(dueAt, item.attempts + 1, toText(failure), ...lease).changes > 0;
      }
      case "waiting": {
        const since = this.now();
        const carry = toText(outcome.carry);
        return (
          this.#settle.run(code.waiting, outcome.stage, since, item.attempts, carry, null, null, ...lease)
            .changes > 0
        );
      }
      case "failed": {
        const failure = toText(outcome.failure);
        return (
          this.#settle.run(code.failed, null, 0, item.attempts, null, null, failure, ...lease).changes > 0
        );
      }
      case "skipped": {
        const result = JSON.stringify({ reason: outcome.reason });
        return this.#settle.run(code.skipped, null, 0, 0, null, result, null, ...lease).changes > 0;
      }
      default: {
        const { result, carry } = outcome;
        return (
          this.#settle.run(code[state], null, 0, 0, toText(carry), toText(result), null, ...lease).changes > 0
        );
      }
    }
  }

  /**
   * The newest run's question about a key replaces the open ones of older runs of the same workflow, whichever of
   * them was asked first; a dry run's does not.
   */
  #supersedeAllButNewest(item: ClaimedItem): void {
    const reason = JSON.stringify({ reason: "superseded" });
    for (const row of this.#supersede.all(item.key, item.run, reason)) {
      this.questions.close(row.id);
      this.counters.move(row.run, "review", "skipped");
    }
  }
}

const nothing = { before: null };

function hasWorkflowWrites({ saves, effect, performed, reverted }: Commit): boolean {
  return (
    saves.length > 0 || effect?.perform !== undefined || performed !== undefined || reverted !== undefined
  );
}

function rethrow(error: unknown): never {
  throw error;
}

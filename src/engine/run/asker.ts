import type { ClaimedItem, NewDecision, Policy } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import type { Asked } from "../flow/pipeline.ts";
import type { Ask } from "../flow/stage.ts";
import { decideAll } from "./policy.ts";

/** Puts the questions of an {@link Ask} stage: answered before, by the policy now, or left to a person. */
export class Asker {
  constructor(
    private readonly ledger: Ledger,
    private readonly policy: Policy,
  ) {}

  /** @param index the stage's place among the workflow's */
  ask(stage: Ask<object>, index: number, item: ClaimedItem, travel: object): Asked {
    const standing = this.ledger.questions.ofItem(item.id).filter((one) => one.stage === index);
    const decisions = new Map<string, NewDecision>();
    for (const { name, decision } of standing) if (decision) decisions.set(name, decision);
    const asked = standing.length > 0 ? [] : stage.questions(item, travel);
    decideAll(asked, this.policy, decisions);
    const names = [...standing, ...asked].map(({ name }) => name);
    return {
      questions: asked.map((question) => ({ ...question, stage: index })),
      decisions: Object.fromEntries(decisions),
      isStanding: standing.length > 0,
      isOpen: names.some((name) => !decisions.has(name)),
    };
  }
}

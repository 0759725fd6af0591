import type { ClaimedItem, EffectRow, Json, NewItem } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { Answer, Each } from "../../../flow/stage.ts";
import {
  asWorkflow,
  type PlannedEffect,
  type WorkflowDefinition,
  type WorkflowEnvironment,
} from "../../workflow.ts";
import type { MatchParameters } from "../parameters.ts";
import { matchSummary } from "./compare-prices.ts";
import { groupStage } from "./group-stage.ts";
import { knownOffers } from "./offer.ts";
import { pairKey, pairOf, pairQuestion, performPair, planPair, revertPair } from "./pair.ts";
import { beginMatch, carryMatch, type MatchTravel } from "./travel.ts";

/**
 * `lote products match`: the same product of several retailers, one offer of each. Its items are the offers; a pair that
 * nobody but a person can judge is an item of its own, which waits in review.
 */
export const matchWorkflow: WorkflowDefinition = {
  name: "products.match",
  open: async (environment) => asWorkflow(match(environment)),
};

function match({ stores, run }: WorkflowEnvironment) {
  const parameters = run.parameters as unknown as MatchParameters;
  return {
    name: "products.match",
    stages: [groupStage(stores, parameters), pairStage(stores, run.id)],
    items: () => itemsOf(stores, parameters),
    begin: beginMatch,
    carry: carryMatch,
    result: resultOf,
    questions: (_item: ClaimedItem, { pair }: MatchTravel) => (pair ? [pairQuestion(pair)] : []),
    plan: async (_item: ClaimedItem, { pair }: MatchTravel, answers: readonly Answer[]) => {
      const [answer] = answers;
      return pair && answer ? planPair(pair, answer.choice !== null) : null;
    },
    perform: async (effect: PlannedEffect) => performPair(stores, effect),
    revert: async (effect: EffectRow) => revertPair(stores, effect),
    summary: () => matchSummary(stores, run.id) as unknown as Json,
    close: async () => undefined,
  };
}

async function* itemsOf(stores: Stores, { max }: MatchParameters): AsyncIterable<NewItem> {
  let count = 0;
  for (const [key, offer] of knownOffers(stores)) {
    if (max !== null && count++ >= max) return;
    yield { key, input: { offer } as unknown as Json };
  }
}

/** Makes an item of each doubtful pair, which is asked about once: not again while it waits in an earlier run. */
function pairStage({ ledger }: Stores, run: number): Each<MatchTravel> {
  let earlier: readonly number[] | undefined;
  const waitsAlready = (key: string) => {
    earlier ??= ledger.runs
      .list(1000)
      .filter(({ id, workflow, policy }) => id !== run && workflow === "products.match" && !policy.dryRun)
      .map(({ id }) => id)
      .filter((id) => ledger.counters.counts(id).review > 0);
    return earlier.some((id) => {
      const item = ledger.items.idOf(id, key);
      return item !== undefined && ledger.items.isIn(item, "review");
    });
  };
  return {
    kind: "each",
    name: "pair",
    concurrency: 64,
    run: async ({ key }, { offer, doubts = [] }) => {
      if (!offer || doubts.length === 0) return {};
      const children = doubts.map((doubt): NewItem => {
        const pair = pairOf(key, offer, doubt);
        const name = pairKey(pair.one, pair.other);
        const skip = waitsAlready(name) ? { skip: "asked-before" } : {};
        return { key: name, input: { pair } as unknown as Json, stage: 2, ...skip };
      });
      return { children };
    },
  };
}

/** What the export of a run says of an offer, or of a pair. */
function resultOf({ offer, product, pair }: MatchTravel, effect?: Pick<PlannedEffect, "plan">): Json {
  if (offer) return { ...offer, product: product ?? null };
  if (!pair) return null;
  const { one, other, likeness, reasons } = pair;
  const same = (effect?.plan as { readonly same?: boolean } | undefined)?.same ?? null;
  return { pair: [one, other], likeness, reasons: [...reasons], same };
}

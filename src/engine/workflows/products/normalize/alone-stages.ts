import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { Each, StageContext } from "../../../flow/stage.ts";
import type { RawProduct } from "../product.ts";
import { contentKey } from "../prompts/prompt.ts";
import type { Tier } from "../tiers.ts";
import { askAlone } from "./ask.ts";
import type { Asking } from "./asking.ts";
import { keepingSaid } from "./keep-said.ts";
import { type CheckedAnswer, lastTrouble, type NormalizeTravel, type Trouble, went } from "./travel.ts";

/** Those that a batch left over, or all where there is none. */
export function singleStage(
  stores: Stores,
  asking: Asking | null,
  concurrency: number,
): Each<NormalizeTravel> {
  return aloneStage(stores, asking, {
    name: "single",
    concurrency,
    tierOf: (tier) => tier,
    before: lastTrouble,
    keep: async ({ planner, cache }, { raw, tier, score, content }, answer, context) => {
      await cache?.keep(raw, planner.asked(raw, tier, score), answer, context);
      return content;
    },
  });
}

/** Another model, for what the first one could not. */
export function fallbackStage(
  stores: Stores,
  asking: Asking | null,
  concurrency: number,
): Each<NormalizeTravel> {
  return aloneStage(stores, asking, {
    name: "fallback",
    concurrency,
    tierOf: () => "fallback",
    before: () => undefined,
    keep: async ({ planner }, { raw, score }) => {
      const { prompt, model } = planner.asked(raw, "fallback", score);
      return contentKey(raw, prompt, model.id);
    },
  });
}

/** A product that nobody has answered yet. */
interface Open {
  readonly raw: RawProduct;
  readonly tier: Tier;
  readonly score: number;
  readonly content: string | undefined;
}

interface AloneStage {
  readonly name: "single" | "fallback";
  readonly concurrency: number;
  /** Whose model is asked. */
  readonly tierOf: (tier: Tier) => Tier;
  /** What was wrong with the answer to the same words before. */
  readonly before: (travel: NormalizeTravel) => Trouble | undefined;
  /** Lends an answer to others; returns under which content it is kept. */
  readonly keep: (
    asking: Asking,
    open: Open,
    answer: CheckedAnswer,
    context: StageContext,
  ) => Promise<string | undefined>;
}

/** Asks about one product at a time. */
function aloneStage(
  stores: Stores,
  asking: Asking | null,
  { name, concurrency, tierOf, before, keep }: AloneStage,
): Each<NormalizeTravel> {
  return {
    kind: "each",
    name,
    concurrency,
    run: async (item, travel, context) => {
      const { answer, tier, score = 0, raw, content } = travel;
      if (!asking || answer || !tier) return {};
      const { judged, usd } = await askAlone(asking.service, asking.planner, raw, {
        tier: tierOf(tier),
        score,
        before: before(travel),
        item: item.id,
        context,
      });
      const paid = (travel.usd ?? 0) + usd;
      if ("trouble" in judged) return { travel: { usd: paid, path: went(travel, name, judged.trouble) } };
      const under = await keep(asking, { raw, tier, score, content }, judged.answer, context);
      return {
        travel: { usd: paid, answer: judged.answer, path: went(travel, name, "ok") },
        saves: keepingSaid(stores, under, judged.answer),
      };
    },
  };
}

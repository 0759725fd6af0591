import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { Each } from "../../../flow/stage.ts";
import { contentKey } from "../prompts/prompt.ts";
import { askAlone } from "./ask.ts";
import type { Asking } from "./asking.ts";
import { keepingSaid } from "./keep-said.ts";
import { lastTrouble, type NormalizeTravel, went } from "./travel.ts";

/** Those that a batch left over, or all where there is none. */
export function singleStage(
  stores: Stores,
  asking: Asking | null,
  concurrency: number,
): Each<NormalizeTravel> {
  return {
    kind: "each",
    name: "single",
    concurrency,
    run: async (item, travel, context) => {
      const { answer, tier, score = 0, raw, content } = travel;
      if (!asking || answer || !tier) return {};
      const { judged, usd } = await askAlone(asking.service, asking.planner, raw, {
        tier,
        score,
        before: lastTrouble(travel),
        item: item.id,
        context,
      });
      const paid = (travel.usd ?? 0) + usd;
      if ("trouble" in judged) return { travel: { usd: paid, path: went(travel, "single", judged.trouble) } };
      const asked = asking.planner.asked(raw, tier, score);
      await asking.cache?.keep(raw, asked, judged.answer, context);
      return {
        travel: { usd: paid, answer: judged.answer, path: went(travel, "single", "ok") },
        saves: keepingSaid(stores, content, judged.answer),
      };
    },
  };
}

/** Another model, for what the first one could not. */
export function fallbackStage(
  stores: Stores,
  asking: Asking | null,
  concurrency: number,
): Each<NormalizeTravel> {
  return {
    kind: "each",
    name: "fallback",
    concurrency,
    run: async (item, travel, context) => {
      const { answer, tier, score = 0, raw } = travel;
      if (!asking || answer || !tier) return {};
      const { judged, usd } = await askAlone(asking.service, asking.planner, raw, {
        tier: "fallback",
        score,
        before: undefined,
        item: item.id,
        context,
      });
      const paid = (travel.usd ?? 0) + usd;
      if ("trouble" in judged)
        return { travel: { usd: paid, path: went(travel, "fallback", judged.trouble) } };
      const { prompt, model } = asking.planner.asked(raw, "fallback", score);
      const content = contentKey(raw, prompt, model.id);
      return {
        travel: { usd: paid, answer: judged.answer, path: went(travel, "fallback", "ok") },
        saves: keepingSaid(stores, content, judged.answer),
      };
    },
  };
}

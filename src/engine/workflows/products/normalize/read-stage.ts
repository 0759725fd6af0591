import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { Each } from "../../../flow/stage.ts";
import { throwProblem } from "../../../sources/problem.ts";
import { away } from "../cache/spared-index.ts";
import type { Asking } from "./asking.ts";
import { type CheckedAnswer, type NormalizeTravel, went } from "./travel.ts";

/** What is known already, and who is asked about the rest. */
export function readStage(stores: Stores, asking: Asking | null): Each<NormalizeTravel> {
  return {
    kind: "each",
    name: "read",
    concurrency: 64,
    run: async (item, travel, context) => {
      throwProblem(item.input);
      if (!asking) return {};
      const plan = asking.planner.plan(travel.raw);
      const { tier, score, content } = plan;
      const kept = stores.products.said.get(content) as unknown as CheckedAnswer | undefined;
      if (kept) return { travel: { tier, score, content, answer: kept, path: went(travel, "kept", "ok") } };
      const same = await asking.cache?.find(travel.raw, plan, context);
      const planned = { tier, score, content };
      if (same !== undefined && same !== away && !asking.isShadow) {
        const { answer, kind } = same;
        return { travel: { ...planned, answer, cached: kind, path: went(travel, "cache", "ok") } };
      }
      return {
        travel: {
          ...planned,
          tokensIn: asking.planner.tokensIn(travel.raw, plan),
          ...(same === away ? { cached: "away" } : same ? { shadow: same.answer.product } : {}),
        },
      };
    },
  };
}

import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { Each } from "../../../flow/stage.ts";
import { judge } from "./ask.ts";
import type { Asking } from "./asking.ts";
import { keepingSaid } from "./keep-said.ts";
import { type NormalizeTravel, went } from "./travel.ts";

/** What the batch brought. */
export function checkStage(stores: Stores, asking: Asking | null): Each<NormalizeTravel> {
  return {
    kind: "each",
    name: "check",
    concurrency: 64,
    run: async (_item, travel, context) => {
      const { said, raw, tier, score = 0, content } = travel;
      if (!asking || !said || !tier) return {};
      const plan = asking.planner.asked(raw, tier, score);
      const judged = judge(raw, said, plan.prompt);
      if ("trouble" in judged) return { travel: { said: null, path: went(travel, "batch", judged.trouble) } };
      const { answer } = judged;
      await asking.cache?.keep(raw, plan, answer, context);
      return {
        travel: { said: null, answer, path: went(travel, "batch", "ok") },
        saves: keepingSaid(stores, content, answer),
      };
    },
  };
}

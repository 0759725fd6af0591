import type { Json, RunRow } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { Job } from "../../../flow/stage.ts";
import { judge } from "./ask.ts";
import type { Planner } from "./planner.ts";
import type { NormalizeTravel } from "./travel.ts";

/** Answers kept in one transaction. */
const group = 200;

/**
 * The same stage, which keeps what a batch brought for a run that is called off: the run does nothing with it any more, but
 * it was paid for, and whoever asks the same next finds it.
 */
export function keptWhenCalledOff(
  stage: Job<NormalizeTravel>,
  { ledger, products }: Stores,
  run: RunRow,
  planner: Planner,
): Job<NormalizeTravel> {
  return {
    ...stage,
    settle: async (remote, items, context) => {
      const settled = await stage.settle(remote, items, context);
      if (!ledger.runs.get(run.id)?.callingOff) return settled;
      const answers = items.flatMap(({ key, travel }) => {
        const brought = settled.results.get(key);
        const { raw, tier, score = 0, content } = travel;
        if (!brought || brought instanceof Error || !brought.said || !tier || !content) return [];
        const judged = judge(raw, brought.said, planner.asked(raw, tier, score).prompt);
        return "answer" in judged ? [{ content, answer: judged.answer as unknown as Json }] : [];
      });
      for (let from = 0; from < answers.length; from += group) {
        const some = answers.slice(from, from + group);
        await ledger.write(
          () => {
            for (const { content, answer } of some) products.said.put(content, answer);
          },
          { durable: true },
        );
      }
      return settled;
    },
  };
}

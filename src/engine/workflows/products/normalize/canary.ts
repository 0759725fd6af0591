import type { Stores } from "../../../../stores/sqlite/open.ts";
import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import type { JobItem, StageContext } from "../../../flow/stage.ts";
import { askOnce, chatKey } from "../../../language-model/chat.ts";
import { judge } from "./ask.ts";
import type { Asking } from "./asking.ts";
import type { NormalizeTravel } from "./travel.ts";

/** Rows of a shard that are tried before the rest is handed over. */
const canaries = 2;

/**
 * Asks about a few rows of each shard, alone and at once: what every row would meet is met by them, for a fraction of
 * the price. They are paid for as they are, and left out of the batch.
 *
 * @throws LoteError `canary-failed` where nothing that can be used came of them; what the service refuses them with
 */
export async function tryOut(
  asking: Asking,
  items: readonly JobItem<NormalizeTravel>[],
  context: StageContext,
): Promise<ReadonlySet<string>> {
  const answered = new Set<string>();
  const troubles = new Set<string>();
  for (const item of items.slice(0, canaries)) {
    const { travel } = item;
    const plan = plannedOf(asking, travel);
    try {
      const said = await askOnce(asking.service, asking.planner.request(travel.raw, plan), context.paid, {
        attempt: 1,
      });
      answered.add(item.key);
      const judged = judge(travel.raw, said, plan.prompt);
      troubles.add("answer" in judged ? "none" : judged.trouble);
    } catch (error) {
      // The batch has a queue of its own: what is short now may not be then.
      if (toLoteError(error).retry === "permanent") throw error;
    }
  }
  // A single row may be odd; where all answers are cut off or none has the form, so would the rest be.
  const [trouble] = troubles;
  if (troubles.size === 1 && answered.size === canaries && (trouble === "length" || trouble === "broken")) {
    const { model } = asking.planner.models[items[0]?.travel.tier ?? "simple"];
    throw new LoteError("canary-failed", { model: model.id, detail: trouble });
  }
  return answered;
}

function plannedOf({ planner }: Asking, { raw, tier = "simple", score = 0 }: NormalizeTravel) {
  return planner.asked(raw, tier, score);
}

/** A canary's answer, from the journal of what was paid. */
export async function saidAlone(
  { ledger }: Stores,
  asking: Asking,
  { travel }: JobItem<NormalizeTravel>,
  context: StageContext,
) {
  const request = asking.planner.request(travel.raw, plannedOf(asking, travel));
  if (!ledger.spending.has(chatKey(asking.service, request, 1))) return undefined;
  return askOnce(asking.service, request, context.paid, { attempt: 1 });
}

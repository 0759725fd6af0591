import type { EngineSettings } from "../../../config/engine-settings.ts";
import { ModelTable, unlistedChatModel } from "../../../language-model/model-table.ts";
import type { ChosenModel, LanguageModelService } from "../../../language-model/service.ts";
import { type Tier, tiers } from "../tiers.ts";

export type TierModels = Readonly<Record<Tier, ChosenModel<"chat">>>;

/** Models of the tiers where nothing is set. */
const usual: Readonly<Record<Tier, string>> = {
  simple: "gpt-6-luna",
  complex: "gpt-6.1-terra",
  fallback: "gpt-5.6-luna",
};

/** A batch may take a day, and what it leaves over is asked for after that. Days. */
const daysOfBatch = 2;

/**
 * The models of the tiers: the one that is wanted for all, those of the settings, or the usual ones; where the service
 * has none of the latter, its own first.
 *
 * @throws LoteError `model-gone` for one that is gone or goes before a batch is over, naming its replacement;
 * `model-unknown`
 */
export async function tierModels(
  service: LanguageModelService,
  settings: EngineSettings,
  wanted: string | null,
  isBatch: boolean,
): Promise<TierModels> {
  const days = isBatch ? daysOfBatch : 0;
  const chosen = tiers.map(async (tier) => {
    const set = wanted ?? settings[`product-model-${tier}`];
    if (set !== undefined) return [tier, await service.choose("chat", set, days)] as const;
    const own = await service
      .choose("chat", usual[tier], days)
      .catch(() => service.choose("chat", undefined, days));
    return [tier, own] as const;
  });
  return Object.fromEntries(await Promise.all(chosen)) as TierModels;
}

/** The models of the tiers as far as they are known without asking anybody: those that are wanted, set or usual. */
export async function namedTierModels(settings: EngineSettings, wanted: string | null): Promise<TierModels> {
  const table = await ModelTable.read();
  const named = tiers.map((tier) => {
    const id = wanted ?? settings[`product-model-${tier}`] ?? usual[tier];
    const model = table.find("chat", id) ?? unlistedChatModel(id, settings["model-price"]);
    return [tier, { model }] as const;
  });
  return Object.fromEntries(named) as TierModels;
}

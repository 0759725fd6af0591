import type { Stores } from "../../../stores/sqlite/open.ts";
import type { EngineSettings } from "../../config/engine-settings.ts";
import { ModelTable } from "../../language-model/model-table.ts";
import { worstUsd } from "../../language-model/price.ts";
import type { Estimate } from "../workflow.ts";
import { readNames } from "./names/read-names.ts";
import type { ImportParameters, NamesParameters } from "./parameters.ts";

/** Names of one request to an encyclopedia whose answer comes in parts of twenty. */
const namesOfQuery = 20;
/** Seconds that a name takes with a picture, by the sources' own pace: measured in part, assumed for the rest. */
const secondsOfName = { picture: 2, search: 1.5, drawing: 12 } as const;

/**
 * What an import will take. The money is the most it can cost, as though every picture had to be drawn; how many will
 * be is known only after.
 */
export async function estimateImport(
  stores: Stores,
  parameters: ImportParameters,
  settings: EngineSettings,
): Promise<Estimate> {
  let items = 0;
  let imported = 0;
  for await (const name of readNames(stores, parameters.source)) {
    const isKnown = !parameters.refresh && stores.characters.collection.named(name) !== undefined;
    if (isKnown) imported++;
    else if (parameters.max === null || items < parameters.max) items++;
  }
  const { pictures, concurrency } = parameters;
  const canPay = hasService(settings);
  const drawn = pictures.includes("generate") && canPay && settings["stable-diffusion-url"] === undefined;
  const each = pictures.includes("wikipedia") ? secondsOfName.picture : 0;
  return {
    items,
    requests: Math.ceil(items / namesOfQuery) + 3 + (pictures.length > 0 ? items : 0),
    usd: drawn ? items * (await priceOfDrawing(settings)) : 0,
    seconds: Math.ceil((items * (each + secondsOfName.search)) / concurrency),
    missing: [],
    detail: { imported, drawn, contact: settings.contact !== undefined, service: canPay },
  };
}

/** What having names proposed will take. */
export async function estimateNames(
  parameters: NamesParameters,
  settings: EngineSettings,
): Promise<Estimate> {
  const { count, model } = parameters;
  const table = await ModelTable.read();
  const chosen = model === null ? table.ofKind("chat")[0] : table.find("chat", model);
  const price = chosen?.usdPerMillion ?? null;
  return {
    items: 1,
    requests: 2,
    usd: price ? worstUsd(price, { input: 400, output: 300 + count * 16 }) : 0,
    seconds: 10,
    missing: hasService(settings) ? [] : [{ code: "key-missing", data: { detail: "--category" } }],
    detail: { count },
  };
}

function hasService(settings: EngineSettings): boolean {
  return settings["openai-api-key"] !== undefined || settings["openai-base-url"] !== undefined;
}

async function priceOfDrawing(settings: EngineSettings): Promise<number> {
  const table = await ModelTable.read();
  const wanted = settings["image-model"];
  const model = wanted === undefined ? table.ofKind("image")[0] : table.find("image", wanted);
  return worstUsd(model?.usdPerMillion ?? null, {
    input: 150,
    output: model?.worstOutputTokens?.low ?? Number.NaN,
  });
}

import type { EngineSettings } from "../../../config/engine-settings.ts";
import { openLanguageModel } from "../../../language-model/open-language-model.ts";
import type { Estimate } from "../../workflow.ts";
import type { WarmParameters } from "../parameters.ts";
import { readProducts } from "../source/read-products.ts";

/** How many answers a file has, and what of it cannot be used. Nobody is asked and nothing is paid. */
export async function estimateWarm(
  { path, columns, max }: WarmParameters,
  settings: EngineSettings,
  signal?: AbortSignal,
): Promise<Estimate> {
  const service = await openLanguageModel({ settings });
  let items = 0;
  let problems = 0;
  for await (const row of readProducts(path, columns)) {
    signal?.throwIfAborted();
    if (max !== null && items >= max) break;
    items++;
    if ("problem" in row) problems++;
  }
  const missing = service ? [] : [{ code: "key-missing", data: { detail: "products cache warm" } }];
  return { items, requests: 0, usd: 0, seconds: null, missing, detail: { problems } };
}

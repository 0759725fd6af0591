import type { RunRow } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { NormalizeParameters } from "../parameters.ts";
import { readProducts } from "../source/read-products.ts";
import type { Planner } from "./planner.ts";

/** From so many new products on, `auto` has them answered by batches. */
export const batchAbove = 100;

/** How models are asked, where somebody or something has decided. */
export type DecidedMode = "batch" | "sync" | "rules";

/** What of the parameters asks for a model, whoever configured one; undefined where rules alone will do. */
export function modelAskedFor({
  mode,
  model,
}: Pick<NormalizeParameters, "mode" | "model">): string | undefined {
  if (mode === "batch" || mode === "sync") return `--mode ${mode}`;
  return mode === "auto" && model !== null ? `--model ${model}` : undefined;
}

/** Does the file have more new products than are worth asking about one by one? Reads no further than it must. */
async function isForBatch(
  stores: Stores,
  { path, columns, max }: NormalizeParameters,
  planner: Planner,
): Promise<boolean> {
  let count = 0;
  let fresh = 0;
  for await (const row of readProducts(path, columns)) {
    if (max !== null && count >= max) return false;
    count++;
    if ("problem" in row || stores.products.said.has(planner.plan(row.raw).content)) continue;
    if (++fresh > batchAbove) return true;
  }
  return false;
}

/** Decided once for a run: what is answered meanwhile does not change it. */
export async function decideMode(
  { ledger, ...stores }: Stores,
  run: RunRow,
  parameters: NormalizeParameters,
  planner: Planner,
): Promise<DecidedMode> {
  if (parameters.mode !== "auto") return parameters.mode;
  const key = `products/mode/${run.id}`;
  const known = ledger.checkpoints.get<DecidedMode>(key);
  if (known) return known;
  const mode = (await isForBatch({ ledger, ...stores }, parameters, planner)) ? "batch" : "sync";
  await ledger.write(() => ledger.checkpoints.put(key, mode));
  return mode;
}

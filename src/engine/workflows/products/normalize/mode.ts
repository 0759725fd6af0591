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
export async function isForBatch(
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

import type { ModelFolders } from "./folders.ts";
import type { ModelEntry } from "./manifest.ts";
import { locateModel } from "./verify.ts";

/**
 * How a model stands, told without reading its file: lote carries it, it was pulled (`pinned`: and is taken for right
 * because it was the first), it is missing, or has not the size that it should have.
 */
export type ModelState = "carried" | "pulled" | "pinned" | "missing" | "broken";

export function stateOf(model: ModelEntry, folders: ModelFolders): ModelState {
  const path = locateModel(model, folders);
  if (path === null || model.sha256 === undefined) return "missing";
  if (Bun.file(path).size !== model.size) return "broken";
  if (path.startsWith(`${folders.carried}/`) && !path.startsWith(`${folders.pulled}/`)) return "carried";
  return model.pinned ? "pinned" : "pulled";
}

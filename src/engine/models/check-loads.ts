import { LoteError } from "../errors/lote-error.ts";
import { checkFaceGraph, checkGraph, checkTextGraph } from "./check-graph.ts";
import { ModelHost } from "./host/model-host.ts";
import type { ModelEntry } from "./manifest.ts";

/**
 * Reads a tokenizer's file; loads a model's file in a process of its own, on the processor, and holds its inputs and
 * outputs against the manifest's entry.
 *
 * @throws LoteError `model-broken` where it is no model, `model-graph` where it is another one, `model-crashed`
 */
export async function checkLoads(model: ModelEntry, path: string): Promise<void> {
  if (model.purpose === "tokenizer") return checkJson(model.name, path);
  const host = await ModelHost.start({ model: model.name, path, provider: "cpu", threads: 1 });
  try {
    if (model.purpose === "cover-embed") checkGraph(model, host.signature);
    else if (model.purpose === "text-embed") checkTextGraph(model, host.signature);
    else if (model.purpose !== "top-k") checkFaceGraph(model, host.signature);
  } finally {
    host.kill();
  }
}

async function checkJson(model: string, path: string): Promise<void> {
  const content: unknown = await Bun.file(path)
    .json()
    .catch(() => null);
  if (typeof content !== "object" || content === null)
    throw new LoteError("model-broken", { model, detail: `${path} is no JSON object` });
}

import type { EngineSettings } from "../../../engine/config/engine-settings.ts";
import {
  type IngestParameters,
  ingestRequest,
  placeOfIndex,
  usualBatchSize,
  usualWorkers,
} from "../../../engine/workflows/documents/parameters.ts";
import type { Policy } from "../../../stores/ledger.ts";
import { type Chosen, checkPath } from "./comics.ts";
import type { Flow, FlowId, FlowValues } from "./flow.ts";
import { absolutePath } from "./path-text.ts";

const policy: Policy = { accept: "nothing", onAmbiguous: "review", dryRun: false };
const mostWorkers = 64;

/** What the menu offers for documents. */
export const documentsFlows = ({
  model,
  settings,
}: Chosen): Readonly<Record<Extract<FlowId, "ingest">, Flow>> => {
  const modelIn = (values: FlowValues) => String(values.model ?? "").trim() || model;
  const ingestOf = (values: FlowValues): IngestParameters => ({
    paths: [absolutePath(String(values.path ?? ""))],
    workers: workersIn(values) ?? usualWorkers,
    batchSize: usualBatchSize,
    mode: values.batch === true ? "batch" : "sync",
    model: modelIn(values),
    prune: values.prune === true,
    max: null,
    index: placeOfIndex(settings.index),
  });
  return {
    ingest: {
      id: "ingest",
      title: "documents.flowIngest",
      fields: [
        { id: "path", kind: "path", label: "terminal.fieldPath", hint: "documents.fieldPathHint" },
        {
          id: "workers",
          kind: "text",
          label: "documents.fieldWorkers",
          hint: "documents.fieldWorkersHint",
          initial: String(usualWorkers),
        },
        {
          id: "model",
          kind: "text",
          label: "documents.fieldModel",
          hint: "documents.fieldModelHint",
          ...(model === null ? {} : { initial: model }),
        },
        { id: "batch", kind: "toggle", label: "documents.fieldBatch", hint: "documents.fieldBatchHint" },
        { id: "prune", kind: "toggle", label: "documents.fieldPrune", hint: "documents.fieldPruneHint" },
      ],
      check: async (values) =>
        (await checkPath(values)) ??
        (workersIn(values) === undefined
          ? { field: "workers", words: "documents.problemWorkers" }
          : undefined) ??
        (values.batch === true && (await isLocal(modelIn(values), settings))
          ? { field: "batch", words: "documents.problemBatch" }
          : undefined),
      estimate: async (stores, values, signal) => {
        const { estimateIngest } = await import("../../../engine/workflows/documents/estimate.ts");
        return estimateIngest(stores, ingestOf(values), settings, signal);
      },
      request: (values) => ingestRequest(ingestOf(values), policy),
    },
  };
};

/** What says so brings the engine along: it is imported when it is asked. */
async function isLocal(model: string | null, settings: EngineSettings): Promise<boolean> {
  const { isLocalEmbedder } = await import("../../../engine/embedding/text/open-embedder.ts");
  return isLocalEmbedder(model, settings);
}

/** Undefined where it is no number of workers. */
function workersIn({ workers = String(usualWorkers) }: FlowValues): number | undefined {
  const count = Number(String(workers).trim());
  return Number.isInteger(count) && count >= 1 && count <= mostWorkers ? count : undefined;
}

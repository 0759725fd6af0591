import type { ClaimedItem, Json, NewItem } from "../../../../stores/ledger.ts";
import { type Batch, batchStage, type Each } from "../../../flow/stage.ts";
import { openLanguageModel } from "../../../language-model/open-language-model.ts";
import { problemItem, throwProblem } from "../../../sources/problem.ts";
import { asWorkflow, type WorkflowDefinition, type WorkflowEnvironment } from "../../workflow.ts";
import { type AnswerCache, leastConfidence } from "../normalize/answer-cache.ts";
import { namedTierModels, tierModels } from "../normalize/models.ts";
import { openAnswerCache } from "../normalize/open-answer-cache.ts";
import { Planner } from "../normalize/planner.ts";
import type { WarmParameters } from "../parameters.ts";
import { openRouter } from "../route.ts";
import { readProducts } from "../source/read-products.ts";
import { answerOf, type NormalizedRow, type ReadAnswer } from "./read-answer.ts";

/** `lote products cache warm`: rows that were normalised before, as answers to be given again. */
export const warmWorkflow: WorkflowDefinition = {
  name: "products.warm",
  open: async (environment) => asWorkflow(await open(environment)),
};

/** Answers that are kept together. */
const group = 200;

interface Travel {
  readonly row?: NormalizedRow;
  readonly read?: ReadAnswer;
}

async function open(environment: WorkflowEnvironment) {
  const { stores, settings, run } = environment;
  const parameters = run.parameters as unknown as WarmParameters;
  const service = await openLanguageModel(environment);
  // An answer is found again by who would be asked about the product now.
  const models = service
    ? await tierModels(service, settings, parameters.model, true)
    : await namedTierModels(settings, parameters.model);
  const planner = await Planner.open(models, openRouter(settings, null), settings["product-effort"]);
  const cache = await openAnswerCache(environment, false);
  return {
    name: "products.warm",
    stages: [readStage, ...(run.policy.dryRun ? [] : [keepStage(planner, cache)])],
    items: () => itemsOf(parameters),
    begin: ({ input }: ClaimedItem): Travel => ({ ...(input as unknown as Travel) }),
    carry: (): Json => ({}),
    result: ({ read }: Travel): Json => (read ? { name: read.raw.name, model: read.answer.model } : null),
    summary: (): Json => ({ kept: run.policy.dryRun ? 0 : stores.ledger.counters.counts(run.id).done }),
    close: async () => {
      await cache.close();
    },
  };
}

async function* itemsOf({ path, columns, max }: WarmParameters): AsyncIterable<NewItem> {
  let count = 0;
  for await (const row of readProducts(path, columns)) {
    if (max !== null && count++ >= max) return;
    if ("problem" in row) yield problemItem(row);
    else {
      const { key, raw, line, cells } = row;
      yield { key, input: { row: { raw, line, cells } } as unknown as Json };
    }
  }
}

const readStage: Each<Travel> = {
  kind: "each",
  name: "read",
  concurrency: 64,
  run: async (item, { row }) => {
    throwProblem(item.input);
    if (!row) return {};
    const read = answerOf(row);
    // A model that is asked knows more than the rules, and nobody is given what was doubtful.
    if (read.answer.model === "rules") return { skip: "by-rules" };
    if (read.answer.product.confidence < leastConfidence) return { skip: "unsure" };
    return { travel: { read } };
  },
};

/** An item is done when its answer is on the disk. */
function keepStage(planner: Planner, cache: AnswerCache): Batch<Travel> {
  return batchStage<Travel, ReadAnswer, true>({
    kind: "batch",
    name: "keep",
    // One at a time: what one has handed over is on the disk when that one is through.
    concurrency: 1,
    maxParts: group,
    waitMs: 50,
    parts: (_item, { read }) => (read ? [read] : []),
    run: async (parts, context) => {
      for (const { raw, answer } of parts) await cache.keep(raw, planner.plan(raw), answer, context);
      await cache.flush();
      return parts.map(() => true as const);
    },
    gather: () => ({}),
  });
}

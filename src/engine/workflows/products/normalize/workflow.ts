import type { ClaimedItem, EffectRow, Json, NewItem, RunRow } from "../../../../stores/ledger.ts";
import type { Answer, Stage } from "../../../flow/stage.ts";
import { pollMsOf } from "../../../language-model/batch-watch.ts";
import { problemItem } from "../../../sources/problem.ts";
import {
  asWorkflow,
  type PlannedEffect,
  type WorkflowDefinition,
  type WorkflowEnvironment,
} from "../../workflow.ts";
import { largestBatch, type NormalizeParameters } from "../parameters.ts";
import type { RawProduct } from "../product.ts";
import type { FileCells } from "../source/read-products.ts";
import { readProducts } from "../source/read-products.ts";
import { tiers } from "../tiers.ts";
import { fallbackStage, singleStage } from "./alone-stages.ts";
import { type Asking, openAsking } from "./asking.ts";
import { batchStage } from "./batch-stage.ts";
import { saidAlone, tryOut } from "./canary.ts";
import { checkStage } from "./check-stage.ts";
import { performProduct, planProduct, revertProduct } from "./keep-product.ts";
import { keptWhenCalledOff } from "./kept-when-called-off.ts";
import { questionsOf } from "./questions.ts";
import { readStage } from "./read-stage.ts";
import { productOf, resultOf } from "./result.ts";
import { rulesStage } from "./rules-stage.ts";
import { normalizeSummary, Tally } from "./summary.ts";
import type { NormalizeTravel } from "./travel.ts";

/** `lote products normalize`: titles of retailers in, brands, models and attributes out. */
export const normalizeWorkflow: WorkflowDefinition = {
  name: "products.normalize",
  open: async (environment) => asWorkflow(await open(environment)),
};

/** Products asked about one by one at the same time. */
const usualConcurrency = 16;

async function open(environment: WorkflowEnvironment) {
  const { stores, run } = environment;
  const parameters = run.parameters as unknown as NormalizeParameters;
  const asking = run.policy.dryRun ? null : await openAsking(environment, parameters);
  const tally = new Tally();
  return {
    name: "products.normalize",
    stages: stagesOf(environment, parameters, asking, tally),
    items: () => itemsOf(parameters),
    begin: (item: ClaimedItem): NormalizeTravel => {
      const { raw, line } = item.input as unknown as { raw: RawProduct; line: number };
      return { raw, line, ...(item.carry as object | null) };
    },
    carry: ({ raw: _, line: __, ...travel }: NormalizeTravel) => travel as unknown as Json,
    result: resultOf,
    questions: (_item: ClaimedItem, travel: NormalizeTravel) => questionsOf(travel),
    plan: async (item: ClaimedItem, travel: NormalizeTravel, answers: readonly Answer[]) => {
      // A person who takes none of it wants nothing kept.
      if (!travel.answer || answers.some(({ choice }) => choice === null)) return null;
      const { cells } = item.input as unknown as { cells: FileCells };
      return planProduct(productOf(travel, travel.answer, cells));
    },
    perform: async (effect: PlannedEffect) => performProduct(stores, effect),
    revert: async (effect: EffectRow) => revertProduct(stores, effect),
    summary: (row: RunRow) => normalizeSummary(stores, row),
    close: async () => {
      const unkept = (await asking?.cache?.close()) ?? 0;
      if (unkept > 0) environment.note("cache-unkept", { count: unkept });
    },
  };
}

async function* itemsOf({ path, columns, max }: NormalizeParameters): AsyncIterable<NewItem> {
  let count = 0;
  for await (const row of readProducts(path, columns)) {
    if (max !== null && count >= max) return;
    count++;
    if ("problem" in row) yield problemItem(row);
    else yield { key: row.key, input: { raw: { ...row.raw }, line: row.line, cells: row.cells } };
  }
}

function stagesOf(
  environment: WorkflowEnvironment,
  parameters: NormalizeParameters,
  asking: Asking | null,
  tally: Tally,
): readonly Stage<NormalizeTravel>[] {
  const { stores, settings, run } = environment;
  // A batch that another worker made is settled by whichever comes: the stages are the same for all workers of a run.
  const batches = asking
    ? tiers
        .map((tier) =>
          batchStage({
            tier,
            client: asking.client,
            service: asking.service,
            planner: asking.planner,
            maxItems: Math.min(parameters.batchSize, largestBatch),
            pollMs: pollMsOf(settings),
            tell: (remote, news) => tally.batch(stores, run, remote, news),
            tryOut: (items, context) => tryOut(asking, items, context),
            saidAlone: (item, context) => saidAlone(stores, asking, item, context),
          }),
        )
        .map((stage) => keptWhenCalledOff(stage, stores, run, asking.planner))
    : [];
  return [
    readStage(stores, asking),
    ...(asking?.mode === "batch" ? batches : []),
    checkStage(stores, asking),
    singleStage(stores, asking, settings.concurrency ?? usualConcurrency),
    fallbackStage(stores, asking, settings.concurrency ?? usualConcurrency),
    rulesStage(),
  ];
}

import { join } from "node:path";
import type {
  ClaimedItem,
  EffectRow,
  Json,
  NewItem,
  NewQuestion,
  RunRow,
} from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import type { Answer, Each, JobItem, Stage, StageContext } from "../../../flow/stage.ts";
import { BatchClient } from "../../../language-model/batch.ts";
import { pollMsOf } from "../../../language-model/batch-watch.ts";
import { askOnce, chatKey } from "../../../language-model/chat.ts";
import { openLanguageModel } from "../../../language-model/open-language-model.ts";
import type { LanguageModelService } from "../../../language-model/service.ts";
import { problemItem, throwProblem } from "../../../sources/problem.ts";
import {
  asWorkflow,
  type PlannedEffect,
  type WorkflowDefinition,
  type WorkflowEnvironment,
} from "../../workflow.ts";
import { away } from "../cache/spared-index.ts";
import { largestBatch, type NormalizeParameters } from "../parameters.ts";
import type { RawProduct } from "../product.ts";
import { categoryFor, contentKey } from "../prompts/prompt.ts";
import { openRouter } from "../route.ts";
import { applyRules } from "../rules/apply-rules.ts";
import type { FileCells } from "../source/read-products.ts";
import { readProducts } from "../source/read-products.ts";
import { tiers } from "../tiers.ts";
import type { AnswerCache } from "./answer-cache.ts";
import { askAlone, judge } from "./ask.ts";
import { batchStage } from "./batch-stage.ts";
import { performProduct, planProduct, revertProduct } from "./keep-product.ts";
import { keptWhenCalledOff } from "./kept-when-called-off.ts";
import { type DecidedMode, isForBatch, modelAskedFor } from "./mode.ts";
import { tierModels } from "./models.ts";
import { openAnswerCache } from "./open-answer-cache.ts";
import { Planner } from "./planner.ts";
import { productOf, resultOf } from "./result.ts";
import { normalizeSummary, Tally } from "./summary.ts";
import { type CheckedAnswer, lastTrouble, type NormalizeTravel, went } from "./travel.ts";

/** `lote products normalize`: titles of retailers in, brands, models and attributes out. */
export const normalizeWorkflow: WorkflowDefinition = {
  name: "products.normalize",
  open: async (environment) => asWorkflow(await open(environment)),
};

/** Products asked about one by one at the same time. */
const usualConcurrency = 16;
/** Rows of a shard that are tried before the rest is handed over. */
const canaries = 2;

/** What the stages work with where models are asked. */
interface Asking {
  readonly service: LanguageModelService;
  readonly planner: Planner;
  readonly mode: DecidedMode;
  readonly client: BatchClient;
  /** Null where names are not compared at all. */
  readonly cache: AnswerCache | null;
  /** The cache only shows what it would have answered. */
  readonly isShadow: boolean;
}

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

/** Null where no model is asked. */
async function openAsking(
  environment: WorkflowEnvironment,
  parameters: NormalizeParameters,
): Promise<Asking | null> {
  const { stores, settings, run, note, cacheFolder } = environment;
  if (parameters.mode === "rules") return null;
  const service = await openLanguageModel(environment);
  if (!service) {
    const asked = modelAskedFor(parameters);
    if (asked === undefined) return null;
    throw new LoteError("key-missing", { detail: asked });
  }
  const client = new BatchClient(service, join(cacheFolder, "batches"));
  const mayBatch = parameters.mode !== "sync";
  const models = await tierModels(service, settings, parameters.model, mayBatch);
  for (const { model, shutdown } of Object.values(models)) {
    if (shutdown) note("model-ends", { model: model.id, shutdown, replacement: model.replacement ?? "…" });
  }
  const route = openRouter(settings, parameters.route);
  const planner = await Planner.open(models, route, settings["product-effort"]);
  const cacheMode = settings["product-cache"] ?? "use";
  const isShadow = cacheMode === "shadow";
  const mode = await decideMode(stores, run, parameters, planner);
  const isOffered = mode !== "batch" || (await client.isOffered());
  if (!isOffered) note("batch-emulated", { host: service.host });
  const cache = cacheMode === "off" ? null : await openAnswerCache(environment);
  return { service, planner, client, cache, isShadow, mode: isOffered ? mode : "sync" };
}

/** Decided once for a run: what is answered meanwhile does not change it. */
async function decideMode(
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

/** What is known already, and who is asked about the rest. */
function readStage(stores: Stores, asking: Asking | null): Each<NormalizeTravel> {
  return {
    kind: "each",
    name: "read",
    concurrency: 64,
    run: async (item, travel, context) => {
      throwProblem(item.input);
      if (!asking) return {};
      const plan = asking.planner.plan(travel.raw);
      const { tier, score, content } = plan;
      const kept = stores.products.said.get(content) as unknown as CheckedAnswer | undefined;
      if (kept) return { travel: { tier, score, content, answer: kept, path: went(travel, "kept", "ok") } };
      const same = await asking.cache?.find(travel.raw, plan, context);
      const planned = { tier, score, content };
      if (same !== undefined && same !== away && !asking.isShadow) {
        const { answer, kind } = same;
        return { travel: { ...planned, answer, cached: kind, path: went(travel, "cache", "ok") } };
      }
      return {
        travel: {
          ...planned,
          tokensIn: asking.planner.tokensIn(travel.raw, plan),
          ...(same === away ? { cached: "away" } : same ? { shadow: same.answer.product } : {}),
        },
      };
    },
  };
}

/**
 * Asks about a few rows of each shard, alone and at once: what every row would meet is met by them, for a fraction of
 * the price. They are paid for as they are, and left out of the batch.
 *
 * @throws LoteError `canary-failed` where nothing that can be used came of them; what the service refuses them with
 */
async function tryOut(
  asking: Asking,
  items: readonly JobItem<NormalizeTravel>[],
  context: StageContext,
): Promise<ReadonlySet<string>> {
  const answered = new Set<string>();
  const troubles = new Set<string>();
  for (const item of items.slice(0, canaries)) {
    const { travel } = item;
    const plan = plannedOf(asking, travel);
    try {
      const said = await askOnce(asking.service, asking.planner.request(travel.raw, plan), context.paid, {
        attempt: 1,
      });
      answered.add(item.key);
      const judged = judge(travel.raw, said, plan.prompt);
      troubles.add("answer" in judged ? "none" : judged.trouble);
    } catch (error) {
      // The batch has a queue of its own: what is short now may not be then.
      if (toLoteError(error).retry === "permanent") throw error;
    }
  }
  // A single row may be odd; where all answers are cut off or none has the form, so would the rest be.
  const [trouble] = troubles;
  if (troubles.size === 1 && answered.size === canaries && (trouble === "length" || trouble === "broken")) {
    const { model } = asking.planner.models[items[0]?.travel.tier ?? "simple"];
    throw new LoteError("canary-failed", { model: model.id, detail: trouble });
  }
  return answered;
}

function plannedOf({ planner }: Asking, { raw, tier = "simple", score = 0 }: NormalizeTravel) {
  return planner.asked(raw, tier, score);
}

/** A canary's answer, from the journal of what was paid. */
async function saidAlone(
  { ledger }: Stores,
  asking: Asking,
  { travel }: JobItem<NormalizeTravel>,
  context: StageContext,
) {
  const request = asking.planner.request(travel.raw, plannedOf(asking, travel));
  if (!ledger.spending.has(chatKey(asking.service, request, 1))) return undefined;
  return askOnce(asking.service, request, context.paid, { attempt: 1 });
}

/** What the batch brought. */
function checkStage(stores: Stores, asking: Asking | null): Each<NormalizeTravel> {
  return {
    kind: "each",
    name: "check",
    concurrency: 64,
    run: async (_item, travel, context) => {
      const { said, raw, tier, score = 0, content } = travel;
      if (!asking || !said || !tier) return {};
      const plan = asking.planner.asked(raw, tier, score);
      const judged = judge(raw, said, plan.prompt);
      if ("trouble" in judged) return { travel: { said: null, path: went(travel, "batch", judged.trouble) } };
      const { answer } = judged;
      await asking.cache?.keep(raw, plan, answer, context);
      return {
        travel: { said: null, answer, path: went(travel, "batch", "ok") },
        saves: keeping(stores, content, answer),
      };
    },
  };
}

function keeping(stores: Stores, content: string | undefined, answer: CheckedAnswer) {
  return content === undefined ? [] : [() => stores.products.said.put(content, answer as unknown as Json)];
}

/** Those that a batch left over, or all where there is none. */
function singleStage(stores: Stores, asking: Asking | null, concurrency: number): Each<NormalizeTravel> {
  return {
    kind: "each",
    name: "single",
    concurrency,
    run: async (item, travel, context) => {
      const { answer, tier, score = 0, raw, content } = travel;
      if (!asking || answer || !tier) return {};
      const { judged, usd } = await askAlone(asking.service, asking.planner, raw, {
        tier,
        score,
        before: lastTrouble(travel),
        item: item.id,
        context,
      });
      const paid = (travel.usd ?? 0) + usd;
      if ("trouble" in judged) return { travel: { usd: paid, path: went(travel, "single", judged.trouble) } };
      const asked = asking.planner.asked(raw, tier, score);
      await asking.cache?.keep(raw, asked, judged.answer, context);
      return {
        travel: { usd: paid, answer: judged.answer, path: went(travel, "single", "ok") },
        saves: keeping(stores, content, judged.answer),
      };
    },
  };
}

/** Another model, for what the first one could not. */
function fallbackStage(stores: Stores, asking: Asking | null, concurrency: number): Each<NormalizeTravel> {
  return {
    kind: "each",
    name: "fallback",
    concurrency,
    run: async (item, travel, context) => {
      const { answer, tier, score = 0, raw } = travel;
      if (!asking || answer || !tier) return {};
      const { judged, usd } = await askAlone(asking.service, asking.planner, raw, {
        tier: "fallback",
        score,
        before: undefined,
        item: item.id,
        context,
      });
      const paid = (travel.usd ?? 0) + usd;
      if ("trouble" in judged)
        return { travel: { usd: paid, path: went(travel, "fallback", judged.trouble) } };
      const { prompt, model } = asking.planner.asked(raw, "fallback", score);
      const content = contentKey(raw, prompt, model.id);
      return {
        travel: { usd: paid, answer: judged.answer, path: went(travel, "fallback", "ok") },
        saves: keeping(stores, content, judged.answer),
      };
    },
  };
}

/** What rules alone can tell: with no model, or where all of them failed. */
function rulesStage(): Each<NormalizeTravel> {
  return {
    kind: "each",
    name: "rules",
    concurrency: 64,
    run: async (_item, travel) => {
      if (travel.answer) return {};
      const { raw } = travel;
      const { version, codes: _, origins, ...product } = applyRules(raw.name, categoryFor(raw));
      if (product.brand === "" && product.model === "") {
        const detail = (travel.path ?? []).map(({ step, end }) => `${step}:${end}`).join(", ");
        throw new LoteError("product-unanswered", { detail: detail === "" ? "rules:blank" : detail });
      }
      const answer = { product, origins, model: "rules", prompt: `rules-${version}` };
      return { travel: { answer, path: went(travel, "rules", "ok") } };
    },
  };
}

/** An answer that its model is so unsure of, or less, is shown to a person. */
const doubtfulBelow = 0.5;

function questionsOf({ answer, raw }: NormalizeTravel): readonly NewQuestion[] {
  if (!answer || answer.model === "rules" || answer.product.confidence >= doubtfulBelow) return [];
  const { brand, model, attributes, confidence } = answer.product;
  const values = Object.entries(attributes).map(([name, value]) => `${name} ${value}`);
  return [
    {
      name: "answer",
      subject: raw.name,
      recommendation: "low",
      reasons: [{ code: "low-confidence", speaks: "against", data: { confidence } }],
      candidates: [
        {
          id: "answer",
          label: [brand, model, ...values].filter(Boolean).join(" · "),
          score: confidence,
          probability: null,
          reasons: [],
          target: "answer",
        },
      ],
    },
  ];
}

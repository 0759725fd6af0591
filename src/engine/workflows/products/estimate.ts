import type { Json } from "../../../stores/ledger.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import type { EngineSettings } from "../../config/engine-settings.ts";
import { LoteError } from "../../errors/lote-error.ts";
import { BatchClient, secondsOfBatch } from "../../language-model/batch.ts";
import { openLanguageModel } from "../../language-model/open-language-model.ts";
import { worstUsd } from "../../language-model/price.ts";
import type { Estimate } from "../workflow.ts";
import { batchAbove, type DecidedMode, modelAskedFor } from "./normalize/mode.ts";
import { tierModels } from "./normalize/models.ts";
import { Planner } from "./normalize/planner.ts";
import type { NormalizeParameters } from "./parameters.ts";
import type { RawProduct } from "./product.ts";
import { openRouter } from "./route.ts";
import type { Columns } from "./source/columns.ts";
import { readProducts } from "./source/read-products.ts";
import { type Tier, tiers } from "./tiers.ts";

/** What a tier will take. */
export interface TierEstimate {
  readonly model: string;
  readonly products: number;
  readonly tokensIn: number;
  /** Dollars, as answers of this kind usually are; and at most. */
  readonly usd: number;
  readonly worstUsd: number;
  /** The model's last day, where that is near. */
  readonly shutdown: string | null;
}

/** What is known of a run over a list before it starts. */
export interface NormalizeEstimate {
  readonly columns: Columns;
  readonly mode: DecidedMode;
  readonly products: number;
  /** Rows that cannot be used. */
  readonly problems: number;
  /** Products whose answer is there already. */
  readonly kept: number;
  readonly tiers: Readonly<Partial<Record<Tier, TierEstimate>>>;
  /** The same products asked about one by one. */
  readonly usdAlone: number;
  readonly sample: readonly RawProduct[];
}

/** Tokens of an answer of the usual length, reasoning aside: measured on answers to titles of four categories. */
const usualAnswer = 60;
/** Tokens that efforts usually take for such an answer. */
const usualReasoning: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 40,
  low: 250,
  medium: 700,
  high: 1500,
};
const sampleRows = 5;
/** Products a second, one by one; and rows a second that need no model. */
const pace = { sync: 8, rules: 2000 } as const;

/**
 * What a run over a list will take: each row is routed and its tokens counted.
 *
 * @throws LoteError `model-gone`, `model-unknown`, `model-unchosen`; `price-unknown` where something would be asked; as the service's list of models
 */
export async function estimateNormalize(
  stores: Stores,
  parameters: NormalizeParameters,
  settings: EngineSettings,
  signal?: AbortSignal,
): Promise<Estimate> {
  const { path, columns, max } = parameters;
  const service = parameters.mode === "rules" ? null : await openLanguageModel({ settings });
  const planner = service && (await plannerOf(service, parameters, settings));
  let products = 0;
  let problems = 0;
  let kept = 0;
  const sample: RawProduct[] = [];
  const sums = new Map<Tier, { products: number; tokensIn: number; worst: number; usd: number }>();
  for await (const row of readProducts(path, columns)) {
    signal?.throwIfAborted();
    if (max !== null && products + problems >= max) break;
    if ("problem" in row) {
      problems++;
      continue;
    }
    products++;
    if (sample.length < sampleRows) sample.push(row.raw);
    if (!planner) continue;
    const plan = planner.plan(row.raw);
    if (stores.products.said.has(plan.content)) {
      kept++;
      continue;
    }
    const sum = sums.get(plan.tier) ?? { products: 0, tokensIn: 0, worst: 0, usd: 0 };
    const tokensIn = planner.tokensIn(row.raw, plan);
    const { effort } = planner.request(row.raw, plan);
    const output = usualAnswer + (usualReasoning[effort ?? "none"] ?? 3000);
    sum.products++;
    sum.tokensIn += tokensIn;
    sum.worst += planner.worstUsd(row.raw, plan, tokensIn, 1);
    sum.usd += worstUsd(plan.model.usdPerMillion, { input: tokensIn, output });
    sums.set(plan.tier, sum);
  }
  const fresh = products - kept;
  const mode = await modeOf(parameters, fresh, service && new BatchClient(service));
  const priced: Partial<Record<Tier, TierEstimate>> = {};
  for (const tier of tiers) {
    const sum = sums.get(tier);
    if (!sum || !planner) continue;
    const { model, shutdown = null } = planner.models[tier];
    if (model.usdPerMillion === null) throw new LoteError("price-unknown", { detail: model.id });
    const factor = mode === "batch" ? (model.batchFactor ?? 1) : 1;
    priced[tier] = {
      model: model.id,
      products: sum.products,
      tokensIn: sum.tokensIn,
      usd: sum.usd * factor,
      worstUsd: sum.worst * factor,
      shutdown,
    };
  }
  const usd = Object.values(priced).reduce((sum, { worstUsd }) => sum + worstUsd, 0);
  const detail: NormalizeEstimate = {
    columns,
    mode,
    products,
    problems,
    kept,
    tiers: priced,
    usdAlone: [...sums.values()].reduce((sum, one) => sum + one.usd, 0),
    sample,
  };
  return {
    items: products + problems,
    requests: planner ? fresh : 0,
    usd,
    seconds: secondsOf(mode, planner ? fresh : products),
    missing: service === null ? missingKey(parameters) : [],
    detail: detail as unknown as Json,
  };
}

async function plannerOf(
  service: NonNullable<Awaited<ReturnType<typeof openLanguageModel>>>,
  parameters: NormalizeParameters,
  settings: EngineSettings,
): Promise<Planner> {
  const models = await tierModels(service, settings, parameters.model, parameters.mode !== "sync");
  return Planner.open(models, openRouter(settings, parameters.route), settings["product-effort"]);
}

async function modeOf(
  { mode }: NormalizeParameters,
  fresh: number,
  client: BatchClient | null,
): Promise<DecidedMode> {
  if (client === null) return "rules";
  const wanted = mode === "auto" ? (fresh > batchAbove ? "batch" : "sync") : mode;
  return wanted === "batch" && !(await client.isOffered()) ? "sync" : wanted;
}

function secondsOf(mode: DecidedMode, products: number): number {
  if (mode === "batch") return secondsOfBatch;
  return Math.ceil(products / pace[mode]);
}

function missingKey(parameters: NormalizeParameters) {
  const detail = modelAskedFor(parameters);
  return detail === undefined ? [] : [{ code: "key-missing" as const, data: { detail } }];
}

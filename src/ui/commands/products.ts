import { engineSettingsOf } from "../../engine/config/engine-settings.ts";
import type { ErrorCode } from "../../engine/errors/catalogue.ts";
import { LoteError } from "../../engine/errors/lote-error.ts";
import { startRun } from "../../engine/run/start.ts";
import { estimateNormalize, type NormalizeEstimate } from "../../engine/workflows/products/estimate.ts";
import { exportedProducts } from "../../engine/workflows/products/export.ts";
import { comparePrices } from "../../engine/workflows/products/match/compare-prices.ts";
import {
  matchRequest,
  type NormalizeParameters,
  normalizeRequest,
  usualBatchSize,
  usualThresholds,
  warmRequest,
} from "../../engine/workflows/products/parameters.ts";
import { columnsFromText, guessColumns } from "../../engine/workflows/products/source/columns.ts";
import { headerOf } from "../../engine/workflows/products/source/rows.ts";
import { productStats } from "../../engine/workflows/products/stats.ts";
import type { Policy } from "../../stores/ledger.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import { comparisonCsvLines, productCsvLines, productJsonLine } from "../headless/product-lines.ts";
import { safeJson } from "../headless/safe-json.ts";
import { alertLines, normalizeEstimateLines, statsLines } from "../presentation/products.ts";
import { type CommandContext, withStores } from "./context.ts";
import { estimating } from "./estimating.ts";
import { existingFile } from "./existing-paths.ts";
import { mayPay } from "./may-pay.ts";
import { placeOf } from "./place-of-index.ts";
import { policyOf } from "./policy.ts";
import { showResults } from "./show-results.ts";
import { followRun, startAndFollow } from "./start-and-follow.ts";

type NormalizeFlags = CommandAt<"products normalize">["flags"];

/** `lote products normalize` */
export function normalizeProducts(
  context: CommandContext,
  { args, flags }: CommandAt<"products normalize">,
): Promise<number> {
  placeOf(context, flags.index);
  return withStores(context, async (stores) => {
    const parameters = await parametersOf(args.file, flags);
    const settings = engineSettingsOf(context.configuration);
    const estimate = await estimating(context, estimateNormalize(stores, parameters, settings));
    const [lacks] = estimate.missing;
    if (lacks) throw new LoteError(lacks.code as ErrorCode, lacks.data);
    const detail = estimate.detail as unknown as NormalizeEstimate;
    if (!flags.quiet) for (const line of normalizeEstimateLines(detail, context.t)) context.say(line);
    // Naming the list is the permission to normalise it; a cap is the permission to pay.
    const policy: Policy = { ...policyOf(flags), accept: "strong" };
    if (!(await mayPay(context, policy, estimate.usd))) return 2;
    return startAndFollow(context, stores, normalizeRequest(parameters, policy));
  });
}

/** The list, and which of its columns say what. */
async function listOf(file: string, columns: string | undefined) {
  const path = existingFile(file);
  const given = columns === undefined ? {} : columnsFromText(columns);
  return { path, columns: guessColumns(await headerOf(path), given) };
}

async function parametersOf(file: string, flags: NormalizeFlags): Promise<NormalizeParameters> {
  return {
    ...(await listOf(file, flags.columns)),
    mode: flags.mode ?? "auto",
    route: flags.route === undefined || flags.route === "auto" ? null : flags.route,
    model: flags.model ?? null,
    batchSize: flags.batchSize ?? usualBatchSize,
    max: flags.max ?? null,
  };
}

/** `lote products match` */
export function matchProducts(
  context: CommandContext,
  { flags }: CommandAt<"products match">,
): Promise<number> {
  return withStores(context, async (stores) => {
    const { format, json, ndjson, detach } = flags;
    const thresholds = {
      sure: flags.sure ?? usualThresholds.sure,
      doubtful: flags.doubtful ?? Math.min(usualThresholds.doubtful, flags.sure ?? 1),
    };
    if (thresholds.doubtful > thresholds.sure) {
      throw new LoteError("usage", { detail: context.t.text("products.thresholdsCrossed") });
    }
    const request = matchRequest({ ...thresholds, max: flags.max ?? null }, policyOf(flags));
    const asFile = format !== undefined && !json && !ndjson && !detach;
    if (!asFile) return startAndFollow(context, stores, request);
    // The file is all that stdout gets; what became of the run is told beside it.
    const print = async (line: string) => context.say(line);
    const { run, resumed } = await startRun(stores.ledger, request);
    if (resumed) context.say(context.t.text("runs.resumed", { run: run.name }));
    const code = await followRun({ ...context, print }, stores, run);
    if (stores.ledger.runs.get(run.id)?.state !== "ended") {
      context.say(context.t.text("products.nothingToCompare"));
      return code;
    }
    const { products } = comparePrices(stores, run.id);
    const lines = format === "csv" ? comparisonCsvLines(products) : products.map((one) => safeJson(one));
    for (const line of lines) {
      if (context.stdout.closed) break;
      await context.print(line);
    }
    return code;
  });
}

/** `lote products cache warm` */
export function warmProductCache(
  context: CommandContext,
  { args, flags }: CommandAt<"products cache warm">,
): Promise<number> {
  const index = placeOf(context, flags.index);
  return withStores(context, async (stores) => {
    const list = await listOf(args.file, flags.columns);
    const parameters = { ...list, index, model: flags.model ?? null, max: flags.max ?? null };
    // Naming the file is the permission to keep what it says.
    return startAndFollow(context, stores, warmRequest(parameters, { ...policyOf(flags), accept: "strong" }));
  });
}

/** `lote products export` */
export function exportProducts(
  context: CommandContext,
  { flags }: CommandAt<"products export">,
): Promise<number> {
  return withStores(context, async (stores) => {
    const products = exportedProducts(stores);
    if (flags.format === "csv") {
      for (const line of productCsvLines(products)) {
        if (context.stdout.closed) break;
        await context.print(line);
      }
      return 0;
    }
    for (const product of products) {
      if (context.stdout.closed) break;
      await context.print(productJsonLine(product));
    }
    return 0;
  });
}

/** `lote products stats` */
export function showProductStats(context: CommandContext): Promise<number> {
  return withStores(context, async (stores) => {
    const stats = await productStats(stores);
    if (context.flags.json || context.flags.ndjson) return showResults(context, "products", [stats]);
    for (const line of statsLines(stats, context.t)) await context.print(line);
    for (const line of alertLines(stats.alerts, context.t)) {
      await context.print(`${context.t.text("products.statAlert")}: ${line}`);
    }
    return 0;
  });
}

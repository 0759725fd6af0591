import { stat } from "node:fs/promises";
import {
  type MatchParameters,
  matchRequest,
  modes,
  type NormalizeParameters,
  normalizeRequest,
  usualBatchSize,
  usualThresholds,
  type WarmParameters,
  warmRequest,
} from "../../../engine/workflows/products/parameters.ts";
import type { Columns } from "../../../engine/workflows/products/source/columns.ts";
import { headerOf } from "../../../engine/workflows/products/source/rows.ts";
import { tiers } from "../../../engine/workflows/products/tiers.ts";
import type { Policy } from "../../../stores/ledger.ts";
import type { TextKey } from "../../language/catalogue.ts";
import type { Chosen } from "./comics.ts";
import type { FieldProblem, Flow, FlowId, FlowValues } from "./flow.ts";
import { absolutePath } from "./path-text.ts";

/** Starting it is the permission: products are kept, and what a model is unsure of is asked. */
const policy: Policy = { accept: "strong", onAmbiguous: "review", dryRun: false };

type ProductsFlowId = Extract<FlowId, "products" | "productMatch" | "productWarm">;

/** What the menu offers for products. */
export const productsFlows = ({ model, settings }: Chosen): Readonly<Record<ProductsFlowId, Flow>> => {
  const normalizeOf = (values: FlowValues): NormalizeParameters => ({
    ...listOf(values),
    mode: modes.find((mode) => mode === values.mode) ?? "auto",
    route: tiers.find((tier) => tier === values.route) ?? null,
    model,
    batchSize: usualBatchSize,
  });
  const warmOf = (values: FlowValues): WarmParameters => ({ ...listOf(values), model });
  return {
    products: {
      id: "products",
      title: "products.workflowNormalize",
      fields: [
        { id: "path", kind: "path", label: "products.fieldList", hint: "products.fieldListHint" },
        { id: "max", kind: "text", label: "products.fieldMax", hint: "products.fieldMaxHint" },
        {
          id: "mode",
          kind: "choice",
          label: "products.fieldMode",
          hint: "products.fieldModeHint",
          choices: modes.map((value) => ({ value, words: `products.mode_${value}` as TextKey })),
        },
        {
          id: "route",
          kind: "choice",
          label: "products.fieldRoute",
          hint: "products.fieldRouteHint",
          choices: ["auto", ...tiers].map((value) => ({
            value,
            words: `products.route_${value}` as TextKey,
          })),
        },
        { id: "cap", kind: "text", label: "products.fieldCap", hint: "products.fieldCapHint" },
      ],
      check: async (values) => (await checkList(values)) ?? checkNumber(values, "cap"),
      next: (values) => ({ screen: "columns", flow: "products", values }),
      estimate: async (stores, values, signal) => {
        const { estimateNormalize } = await import("../../../engine/workflows/products/estimate.ts");
        return estimateNormalize(stores, normalizeOf(values), settings, signal);
      },
      request: (values) => {
        const cap = numberOf(text(values, "cap"));
        return normalizeRequest(normalizeOf(values), {
          ...policy,
          ...(cap === null ? {} : { maxCostUsd: cap }),
        });
      },
    },
    productMatch: {
      id: "productMatch",
      title: "products.workflowMatch",
      fields: [
        {
          id: "sure",
          kind: "text",
          label: "products.fieldSure",
          hint: "products.fieldSureHint",
          initial: String(usualThresholds.sure),
        },
        {
          id: "doubtful",
          kind: "text",
          label: "products.fieldDoubtful",
          hint: "products.fieldDoubtfulHint",
          initial: String(usualThresholds.doubtful),
        },
      ],
      check: async (values) => {
        const { sure, doubtful } = matchOf(values);
        if (!isShare(sure)) return { field: "sure", words: "products.problemShare" };
        if (!isShare(doubtful)) return { field: "doubtful", words: "products.problemShare" };
        return doubtful > sure ? { field: "doubtful", words: "products.thresholdsCrossed" } : undefined;
      },
      estimate: async (stores) => {
        const { estimateMatch } = await import("../../../engine/workflows/products/match/estimate.ts");
        return estimateMatch(stores, null);
      },
      request: (values) => matchRequest(matchOf(values), { ...policy, accept: "nothing" }),
    },
    productWarm: {
      id: "productWarm",
      title: "products.workflowWarm",
      fields: [
        { id: "path", kind: "path", label: "products.fieldList", hint: "products.fieldWarmHint" },
        { id: "max", kind: "text", label: "products.fieldMax", hint: "products.fieldMaxHint" },
      ],
      check: checkList,
      next: (values) => ({ screen: "columns", flow: "productWarm", values }),
      estimate: async (_stores, values, signal) => {
        const { estimateWarm } = await import("../../../engine/workflows/products/warm/estimate.ts");
        return estimateWarm(warmOf(values), settings, signal);
      },
      request: (values) => warmRequest(warmOf(values), policy),
    },
  };
};

/** A list, and which of its columns say what, as the screen of columns left it. */
function listOf(values: FlowValues): Pick<NormalizeParameters, "path" | "columns" | "max"> {
  const path = absolutePath(text(values, "path"));
  return { path, columns: columnsIn(values), max: numberOf(text(values, "max")) };
}

/** Values of a form carry texts alone, and a column may be called anything. */
export function withColumns(values: FlowValues, columns: Columns): FlowValues {
  return { ...values, columns: JSON.stringify(columns) };
}

function columnsIn({ columns = "{}" }: FlowValues): Columns {
  return JSON.parse(String(columns)) as Columns;
}

async function checkList(values: FlowValues): Promise<FieldProblem | undefined> {
  const named = text(values, "path");
  if (named === "") return { field: "path", words: "terminal.problemNoPath" };
  const path = absolutePath(named);
  const found = await stat(path).catch(() => undefined);
  if (!found) return { field: "path", words: "terminal.problemMissingPath" };
  if (!found.isFile()) return { field: "path", words: "products.problemNoFile" };
  if ((await headerOf(path)).length === 0) return { field: "path", words: "products.problemEmptyList" };
  return checkNumber(values, "max");
}

function checkNumber(values: FlowValues, field: string): FieldProblem | undefined {
  return Number.isNaN(numberOf(text(values, field))) ? { field, words: "products.problemNumber" } : undefined;
}

function matchOf(values: FlowValues): MatchParameters {
  const [sure, doubtful] = [numberOf(text(values, "sure")), numberOf(text(values, "doubtful"))];
  return { sure: sure ?? usualThresholds.sure, doubtful: doubtful ?? usualThresholds.doubtful, max: null };
}

function isShare(value: number): boolean {
  return value > 0 && value <= 1;
}

function text(values: FlowValues, field: string): string {
  return String(values[field] ?? "").trim();
}

/** Null where nothing is written, `NaN` where it is no number. */
function numberOf(written: string): number | null {
  if (written === "") return null;
  const value = Number(written.replace(",", "."));
  return value > 0 ? value : Number.NaN;
}

import { existsSync } from "node:fs";
import { LoteError } from "../../../engine/errors/lote-error.ts";
import {
  type NormalizeParameters,
  normalizeRequest,
  usualBatchSize,
} from "../../../engine/workflows/products/parameters.ts";
import {
  type Columns,
  columnsFromText,
  guessColumns,
} from "../../../engine/workflows/products/source/columns.ts";
import { headerOf } from "../../../engine/workflows/products/source/rows.ts";
import type { Policy } from "../../../stores/ledger.ts";
import type { Chosen } from "./comics.ts";
import type { Flow, FlowId, FlowValues } from "./flow.ts";
import { absolutePath } from "./path-text.ts";

/** Starting it is the permission: products are kept, and what a model is unsure of is asked. */
const policy: Policy = { accept: "strong", onAmbiguous: "review", dryRun: false };

type ProductsFlowId = Extract<FlowId, "products">;

/** What the menu offers for products. */
export const productsFlows = ({ model, settings }: Chosen): Readonly<Record<ProductsFlowId, Flow>> => {
  /** Of the list that was looked at last: the form looks before it goes on. */
  let columns: Columns = {};
  const parametersOf = (values: FlowValues): NormalizeParameters => ({
    path: absolutePath(text(values, "path")),
    columns,
    mode: values.rules === true ? "rules" : "auto",
    route: null,
    model,
    batchSize: usualBatchSize,
    max: numberOf(text(values, "max")),
  });
  return {
    products: {
      id: "products",
      title: "products.workflowNormalize",
      fields: [
        { id: "path", kind: "path", label: "products.fieldList", hint: "products.fieldListHint" },
        { id: "columns", kind: "text", label: "products.fieldColumns", hint: "products.fieldColumnsHint" },
        { id: "max", kind: "text", label: "products.fieldMax", hint: "products.fieldMaxHint" },
        { id: "cap", kind: "text", label: "products.fieldCap", hint: "products.fieldCapHint" },
        { id: "rules", kind: "toggle", label: "products.fieldRules", hint: "products.fieldRulesHint" },
      ],
      check: async (values) => {
        const named = text(values, "path");
        if (named === "") return { field: "path", words: "terminal.problemNoPath" };
        const path = absolutePath(named);
        if (!existsSync(path)) return { field: "path", words: "terminal.problemMissingPath" };
        for (const field of ["max", "cap"] as const) {
          if (Number.isNaN(numberOf(text(values, field)))) return { field, words: "products.problemNumber" };
        }
        try {
          const given = text(values, "columns");
          columns = guessColumns(await headerOf(path), given === "" ? {} : columnsFromText(given));
          return undefined;
        } catch (error) {
          if (!(error instanceof LoteError)) return { field: "path", words: "terminal.problemMissingPath" };
          return { field: "columns", words: "products.problemColumns" };
        }
      },
      estimate: async (stores, values, signal) => {
        const { estimateNormalize } = await import("../../../engine/workflows/products/estimate.ts");
        return estimateNormalize(stores, parametersOf(values), settings, signal);
      },
      request: (values) => {
        const cap = numberOf(text(values, "cap"));
        return normalizeRequest(parametersOf(values), {
          ...policy,
          ...(cap === null ? {} : { maxCostUsd: cap }),
        });
      },
    },
  };
};

function text(values: FlowValues, field: string): string {
  return String(values[field] ?? "").trim();
}

/** Null where nothing is written, `NaN` where it is no number. */
function numberOf(written: string): number | null {
  if (written === "") return null;
  const value = Number(written.replace(",", "."));
  return value > 0 ? value : Number.NaN;
}

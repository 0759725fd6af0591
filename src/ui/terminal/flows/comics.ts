import { access } from "node:fs/promises";
import {
  type CatalogueParameters,
  type ClassifyParameters,
  catalogueRequest,
  classifyRequest,
} from "../../../engine/workflows/comics/commands.ts";
import type { Policy } from "../../../stores/ledger.ts";
import type { FieldProblem, Flow, FlowId, FlowValues } from "./flow.ts";
import { absolutePath } from "./path-text.ts";

const suggest: Policy = { accept: "nothing", onAmbiguous: "review", dryRun: false };
const applyStrong: Policy = { ...suggest, accept: "strong" };

const path = {
  id: "path",
  kind: "path",
  label: "terminal.fieldPath",
} as const;

/** What the menu offers for comics. The estimates are imported when asked for: they bring the engine along. */
export const comicsFlows: Readonly<Record<FlowId, Flow>> = {
  catalogue: {
    id: "catalogue",
    title: "terminal.flowCatalogue",
    fields: [{ ...path, hint: "terminal.fieldPathCatalogueHint" }],
    check: checkPath,
    estimate: async (stores, values, signal) => {
      const { estimateCatalogue } = await import("../../../engine/workflows/comics/estimate.ts");
      return estimateCatalogue(stores, catalogueOf(values), signal);
    },
    request: (values) => catalogueRequest(catalogueOf(values), suggest),
  },
  embed: {
    id: "embed",
    title: "terminal.flowEmbed",
    fields: [],
    check: async () => undefined,
    estimate: async (stores, values, signal) => {
      const { estimateCatalogue } = await import("../../../engine/workflows/comics/estimate.ts");
      return estimateCatalogue(stores, catalogueOf(values), signal);
    },
    request: (values) => catalogueRequest(catalogueOf(values), suggest),
  },
  classify: {
    id: "classify",
    title: "terminal.flowClassify",
    fields: [
      { ...path, hint: "terminal.fieldPathComicsHint" },
      {
        id: "strong",
        kind: "toggle",
        label: "terminal.fieldStrong",
        hint: "terminal.fieldStrongHint",
      },
      { id: "all", kind: "toggle", label: "terminal.fieldAll", hint: "terminal.fieldAllHint" },
      {
        id: "threshold",
        kind: "text",
        label: "terminal.fieldThreshold",
        hint: "terminal.fieldThresholdHint",
      },
    ],
    check: async (values) => (await checkPath(values)) ?? checkThreshold(values),
    estimate: async (stores, values, signal) => {
      const { estimateClassify } = await import("../../../engine/workflows/comics/estimate.ts");
      return estimateClassify(stores, classifyOf(values), signal);
    },
    request: (values) => classifyRequest(classifyOf(values), values.strong === true ? applyStrong : suggest),
  },
};

function catalogueOf(values: FlowValues): CatalogueParameters {
  return { paths: pathsOf(values), force: false, model: null, max: null };
}

function classifyOf(values: FlowValues): ClassifyParameters {
  const threshold = String(values.threshold ?? "").trim();
  return {
    paths: pathsOf(values),
    all: values.all === true,
    threshold: threshold === "" ? null : numberOf(threshold),
    model: null,
    max: null,
  };
}

function pathsOf({ path = "" }: FlowValues): string[] {
  return typeof path === "string" && path !== "" ? [absolutePath(path)] : [];
}

async function checkPath(values: FlowValues): Promise<FieldProblem | undefined> {
  const [named] = pathsOf(values);
  if (named === undefined) return { field: "path", words: "terminal.problemNoPath" };
  try {
    await access(named);
    return undefined;
  } catch {
    return { field: "path", words: "terminal.problemMissingPath" };
  }
}

function checkThreshold({ threshold = "" }: FlowValues): FieldProblem | undefined {
  const text = String(threshold).trim();
  if (text === "") return undefined;
  const value = numberOf(text);
  return value >= 0 && value <= 1 ? undefined : { field: "threshold", words: "terminal.problemThreshold" };
}

/** A decimal comma is as good as a point. */
function numberOf(text: string): number {
  return Number(text.replace(",", "."));
}

import { access } from "node:fs/promises";
import type { EngineSettings } from "../../../engine/config/engine-settings.ts";
import {
  babelcomicsRequest,
  type CatalogueParameters,
  type ClassifyParameters,
  calibrateRequest,
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

type ComicsFlowId = Extract<FlowId, "catalogue" | "embed" | "classify" | "calibrate">;

/** What was chosen before the menu, for every run that starts from it. */
export interface Chosen {
  /** By `--model` or the setting; null: the workflow's own default. */
  readonly model: string | null;
  readonly settings: EngineSettings;
}

/** What the menu offers for comics. The estimates are imported when asked for: they bring the engine along. */
export const comicsFlows = ({ model, settings }: Chosen): Readonly<Record<ComicsFlowId, Flow>> => ({
  catalogue: {
    id: "catalogue",
    title: "terminal.flowCatalogue",
    fields: [{ ...path, hint: "terminal.fieldPathCatalogueHint" }],
    check: async (values) => (await checkPath(values)) ?? checkModel(model, settings),
    estimate: async (stores, values, signal) => {
      const estimate = await import("../../../engine/workflows/comics/estimate.ts");
      const database = databaseOf(values);
      return database === undefined
        ? estimate.estimateCatalogue(stores, catalogueOf(values, model), signal)
        : estimate.estimateBabelcomics({ database, model, max: null });
    },
    request: (values) => {
      const database = databaseOf(values);
      return database === undefined
        ? catalogueRequest(catalogueOf(values, model), suggest)
        : babelcomicsRequest({ database, model, max: null }, applyStrong);
    },
  },
  embed: {
    id: "embed",
    title: "terminal.flowEmbed",
    fields: [],
    check: async () => undefined,
    estimate: async (stores, values, signal) => {
      await checkModel(model, settings);
      const { estimateCatalogue } = await import("../../../engine/workflows/comics/estimate.ts");
      return estimateCatalogue(stores, catalogueOf(values, model), signal);
    },
    request: (values) => catalogueRequest(catalogueOf(values, model), suggest),
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
      {
        id: "comicInfo",
        kind: "toggle",
        label: "terminal.fieldComicInfo",
        hint: "terminal.fieldComicInfoHint",
      },
    ],
    check: async (values) =>
      (await checkPath(values)) ?? checkThreshold(values) ?? checkModel(model, settings),
    estimate: async (stores, values, signal) => {
      const { estimateClassify } = await import("../../../engine/workflows/comics/estimate.ts");
      return estimateClassify(stores, classifyOf(values, model), settings, signal);
    },
    request: (values) =>
      classifyRequest(classifyOf(values, model), values.strong === true ? applyStrong : suggest),
  },
  calibrate: {
    id: "calibrate",
    title: "terminal.flowCalibrate",
    fields: [],
    check: async () => undefined,
    estimate: async (stores) => {
      const { estimateCalibrate } = await import("../../../engine/workflows/comics/estimate.ts");
      return estimateCalibrate(stores, { model, max: null }, settings);
    },
    request: () => calibrateRequest({ model, max: null }, suggest),
  },
});

function catalogueOf(values: FlowValues, model: string | null): CatalogueParameters {
  return { paths: pathsOf(values), force: false, model, max: null };
}

/** The path of another program's catalogue, where it is one. */
function databaseOf(values: FlowValues): string | undefined {
  return pathsOf(values).find((named) => /\.(db|sqlite3?)$/i.test(named));
}

function classifyOf(values: FlowValues, model: string | null): ClassifyParameters {
  const threshold = String(values.threshold ?? "").trim();
  return {
    paths: pathsOf(values),
    all: values.all === true,
    threshold: threshold === "" ? null : numberOf(threshold),
    model,
    max: null,
    comicInfo: values.comicInfo === true ? "fill" : "never",
  };
}

function pathsOf({ path = "" }: FlowValues): string[] {
  return typeof path === "string" && path !== "" ? [absolutePath(path)] : [];
}

/** Is there anything at the path that was typed? */
export async function checkPath(values: FlowValues): Promise<FieldProblem | undefined> {
  const [named] = pathsOf(values);
  if (named === undefined) return { field: "path", words: "terminal.problemNoPath" };
  try {
    await access(named);
    return undefined;
  } catch {
    return { field: "path", words: "terminal.problemMissingPath" };
  }
}

/** No field asks for the model: that it cannot be used is said as the error that it is. @throws as `coverModel` */
async function checkModel(model: string | null, settings: EngineSettings): Promise<undefined> {
  const { coverModel } = await import("../../../engine/models/cover-model.ts");
  await coverModel(model, settings);
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

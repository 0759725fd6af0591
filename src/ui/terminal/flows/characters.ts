import { namesInText } from "../../../engine/workflows/characters/names/read-names.ts";
import {
  correctRequest,
  type ImportParameters,
  importRequest,
  type NamesParameters,
  namesRequest,
} from "../../../engine/workflows/characters/parameters.ts";
import {
  type PictureStep,
  pictureSteps,
} from "../../../engine/workflows/characters/pictures/find-pictures.ts";
import { characterKinds } from "../../../stores/characters.ts";
import type { Policy } from "../../../stores/ledger.ts";
import { type Chosen, checkPath } from "./comics.ts";
import type { Field, FieldProblem, Flow, FlowId, FlowValues } from "./flow.ts";
import { absolutePath } from "./path-text.ts";

/** Naming somebody is the permission to import them; what is doubtful is asked. */
const policy: Policy = { accept: "strong", onAmbiguous: "review", dryRun: false };

const kin = {
  id: "category",
  kind: "text",
  label: "people.fieldCategory",
  hint: "people.fieldKinHint",
} as const;

/** How names are imported, wherever they come from. */
const options: readonly Field[] = [
  kin,
  {
    id: "concurrency",
    kind: "text",
    label: "people.fieldConcurrency",
    hint: "people.fieldConcurrencyHint",
    initial: "5",
  },
  {
    id: "images",
    kind: "toggle",
    label: "people.fieldImages",
    hint: "people.fieldImagesHint",
    initial: true,
  },
  {
    id: "sources",
    kind: "text",
    label: "people.fieldSources",
    hint: "people.fieldSourcesHint",
    initial: pictureSteps.join(","),
  },
  { id: "refresh", kind: "toggle", label: "people.fieldRefresh", hint: "people.fieldRefreshHint" },
  { id: "cap", kind: "text", label: "people.fieldCap", hint: "people.fieldCapHint" },
];

type CharacterFlowId = Extract<FlowId, "category" | "names" | "file" | "people" | "correct">;

/** What the menu offers for people and characters. */
export const characterFlows = ({ model, settings }: Chosen): Readonly<Record<CharacterFlowId, Flow>> => {
  const importing = {
    estimate: async (stores, values) => {
      const { estimateImport } = await import("../../../engine/workflows/characters/estimate.ts");
      return estimateImport(stores, importOf(values), settings);
    },
    request: (values) => importRequest(importOf(values), withCap(values)),
  } satisfies Pick<Flow, "estimate" | "request">;
  return {
    category: {
      id: "category",
      title: "people.flowCategory",
      fields: [
        { ...kin, hint: "people.fieldCategoryHint" },
        {
          id: "count",
          kind: "text",
          label: "people.fieldCount",
          hint: "people.fieldCountHint",
          initial: "20",
        },
        { id: "cap", kind: "text", label: "people.fieldCap", hint: "people.fieldCapHint" },
      ],
      check: async (values) =>
        filled(values, "category") ?? within(values, "count", 100, "people.problemCount") ?? checkCap(values),
      estimate: async (_stores, values) => {
        const { estimateNames } = await import("../../../engine/workflows/characters/estimate.ts");
        return estimateNames(namesOf(values, model), settings);
      },
      request: (values) => namesRequest(namesOf(values, model), withCap(values)),
    },
    names: {
      ...importing,
      id: "names",
      title: "people.flowNames",
      fields: [{ id: "names", kind: "lines", label: "people.fieldNames", hint: "people.fieldNamesHint" }],
      check: async (values) => filled(values, "names"),
      next: (values) => ({ screen: "names", names: namesInText(text(values, "names")), category: null }),
    },
    file: {
      ...importing,
      id: "file",
      title: "people.flowFile",
      fields: [
        { id: "path", kind: "path", label: "terminal.fieldPath", hint: "people.fieldFileHint" },
        { id: "column", kind: "text", label: "people.fieldColumn", hint: "people.fieldColumnHint" },
        ...options,
      ],
      check: async (values) => (await checkPath(values)) ?? checkOptions(values),
    },
    people: {
      ...importing,
      id: "people",
      title: "people.flowImport",
      fields: options,
      check: async (values) => checkOptions(values),
    },
    correct: {
      id: "correct",
      title: "people.flowCorrect",
      fields: [
        { id: "name", kind: "text", label: "people.fieldName", hint: "people.fieldNameHint" },
        {
          id: "description",
          kind: "text",
          label: "people.fieldDescription",
          hint: "people.fieldDescriptionHint",
        },
        { id: "kind", kind: "text", label: "people.fieldKind", hint: "people.fieldKindHint" },
        kin,
        { id: "remove", kind: "toggle", label: "people.fieldRemove", hint: "people.fieldRemoveHint" },
      ],
      check: async (values) =>
        filled(values, "name") ??
        (kindOf(values) ? undefined : { field: "kind", words: "people.problemKind" }),
      isSmall: true,
      estimate: async () => ({ items: 1, requests: 0, usd: 0, seconds: 1, missing: [], detail: {} }),
      request: (values) =>
        correctRequest(
          {
            entity: text(values, "entity"),
            name: text(values, "name"),
            description: text(values, "description"),
            kind: kindOf(values) ?? "unknown",
            category: text(values, "category") || null,
            removesPicture: values.remove === true,
          },
          policy,
        ),
    },
  };
};

function text(values: FlowValues, field: string): string {
  return String(values[field] ?? "").trim();
}

function kindOf(values: FlowValues) {
  return characterKinds.find((kind) => kind === text(values, "kind"));
}

function namesOf(values: FlowValues, model: string | null): NamesParameters {
  const category = text(values, "category");
  return { category, count: Number(text(values, "count")), model, list: category };
}

function importOf(values: FlowValues): ImportParameters {
  const path = text(values, "path");
  return {
    source:
      path === ""
        ? { kind: "names", names: text(values, "names").split("\n") }
        : { kind: "file", path: absolutePath(path), column: text(values, "column") || null },
    category: text(values, "category") || null,
    pictures: values.images === true ? (sourcesOf(values) ?? []) : [],
    concurrency: Number(text(values, "concurrency")),
    refresh: values.refresh === true,
    max: null,
  };
}

/** Undefined where something else is named. */
function sourcesOf(values: FlowValues): PictureStep[] | undefined {
  const named = text(values, "sources")
    .split(",")
    .map((one) => one.trim().toLowerCase());
  const sources = named.flatMap((one) => pictureSteps.find((step) => step === one) ?? []);
  return sources.length === named.length ? [...new Set(sources)] : undefined;
}

function withCap(values: FlowValues): Policy {
  const cap = text(values, "cap");
  return cap === "" ? policy : { ...policy, maxCostUsd: amount(cap) };
}

/** A decimal comma is as good as a point. */
function amount(text: string): number {
  return Number(text.replace(",", "."));
}

function filled(values: FlowValues, field: string): FieldProblem | undefined {
  return text(values, field) === "" ? { field, words: "people.problemEmpty" } : undefined;
}

function within(
  values: FlowValues,
  field: string,
  most: number,
  words: FieldProblem["words"],
): FieldProblem | undefined {
  const value = Number(text(values, field));
  return Number.isInteger(value) && value >= 1 && value <= most ? undefined : { field, words };
}

function checkCap(values: FlowValues): FieldProblem | undefined {
  const cap = text(values, "cap");
  return cap === "" || amount(cap) >= 0 ? undefined : { field: "cap", words: "people.problemCap" };
}

function checkOptions(values: FlowValues): FieldProblem | undefined {
  return (
    within(values, "concurrency", 10, "people.problemConcurrency") ??
    (sourcesOf(values) ? undefined : { field: "sources", words: "people.problemSources" }) ??
    checkCap(values)
  );
}

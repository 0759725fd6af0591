import { existsSync, readdirSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import {
  type AttendParameters,
  attendRequest,
  type CrewFrom,
  calibrateRequest,
  type EmbedParameters,
  embedRequest,
} from "../../../engine/workflows/faces/parameters.ts";
import { hasMysql } from "../../../engine/workflows/faces/source/mysql-address.ts";
import type { Policy } from "../../../stores/ledger.ts";
import type { Chosen } from "./comics.ts";
import type { Flow, FlowId, FlowValues } from "./flow.ts";
import { absolutePath } from "./path-text.ts";

/** Starting it is the permission: vectors are kept, and who is surely seen is marked. */
const policy: Policy = { accept: "strong", onAmbiguous: "review", dryRun: false };

type FacesFlowId = Extract<FlowId, "faceEmbed" | "faceAttend" | "faceCalibrate">;

/** What the menu offers for faces. */
export const facesFlows = ({ model, settings }: Chosen): Readonly<Record<FacesFlowId, Flow>> => {
  const isMysqlSet = hasMysql(settings);
  const embedOf = (values: FlowValues): EmbedParameters => {
    const from = sourceOf(text(values, "path"), isMysqlSet);
    return {
      from,
      to: from.kind === "mysql" ? "mysql" : "workspace",
      all: values.all === true,
      person: text(values, "person") || null,
      force: values.force === true,
      model,
      max: null,
    };
  };
  const attendOf = (values: FlowValues): AttendParameters => ({
    event: text(values, "event"),
    photos: photosOf(text(values, "path")),
    vectors: isMysqlSet && values.inWorkspace !== true ? "mysql" : "workspace",
    model,
  });
  return {
    faceEmbed: {
      id: "faceEmbed",
      title: "faces.flowEmbed",
      fields: [
        {
          id: "path",
          kind: "path",
          label: "faces.fieldFrom",
          hint: "faces.fieldFromHint",
          ...(isMysqlSet ? { initial: "mysql" } : {}),
        },
        { id: "person", kind: "text", label: "faces.fieldPerson", hint: "faces.fieldPersonHint" },
        { id: "all", kind: "toggle", label: "faces.fieldAll", hint: "faces.fieldAllHint" },
        { id: "force", kind: "toggle", label: "faces.fieldForce", hint: "faces.fieldForceHint" },
      ],
      check: async (values) => {
        const path = text(values, "path");
        if (path === "mysql" && isMysqlSet) return undefined;
        if (path === "" || path === "mysql") return { field: "path", words: "faces.problemFrom" };
        return existsSync(absolutePath(path))
          ? undefined
          : { field: "path", words: "terminal.problemMissingPath" };
      },
      estimate: async (_stores, values, signal) => {
        const { estimateEmbed } = await import("../../../engine/workflows/faces/estimate.ts");
        return estimateEmbed(embedOf(values), settings, signal);
      },
      request: (values) => embedRequest(embedOf(values), policy),
    },
    faceAttend: {
      id: "faceAttend",
      title: "faces.flowAttend",
      fields: [
        { id: "path", kind: "path", label: "faces.fieldPhotos", hint: "faces.fieldPhotosHint" },
        {
          id: "event",
          kind: "text",
          label: "faces.fieldEvent",
          hint: "faces.fieldEventHint",
          initial: new Date().toISOString().slice(0, 10),
        },
        ...(isMysqlSet
          ? [
              {
                id: "inWorkspace",
                kind: "toggle",
                label: "faces.fieldInWorkspace",
                hint: "faces.fieldInWorkspaceHint",
              } as const,
            ]
          : []),
      ],
      check: async (values) => {
        if (text(values, "event") === "") return { field: "event", words: "people.problemEmpty" };
        const path = text(values, "path");
        if (path === "") return { field: "path", words: "terminal.problemNoPath" };
        return photosOf(path).length > 0
          ? undefined
          : { field: "path", words: "terminal.problemMissingPath" };
      },
      estimate: async (stores, values) => {
        const { estimateAttend } = await import("../../../engine/workflows/faces/estimate.ts");
        return estimateAttend(stores, attendOf(values), settings);
      },
      request: (values) => attendRequest(attendOf(values), policy),
    },
    faceCalibrate: {
      id: "faceCalibrate",
      title: "faces.flowCalibrate",
      fields: [
        { id: "rate", kind: "text", label: "faces.fieldRate", hint: "faces.fieldRateHint", initial: "0.001" },
      ],
      check: async (values) => {
        const rate = rateOf(values);
        return rate > 0 && rate < 1 ? undefined : { field: "rate", words: "faces.problemRate" };
      },
      estimate: async (stores) => {
        const { estimateCalibrate } = await import("../../../engine/workflows/faces/estimate.ts");
        return estimateCalibrate(stores, { model }, settings);
      },
      request: (values) =>
        calibrateRequest(
          { rate: rateOf(values), vectors: isMysqlSet ? "mysql" : "workspace", model },
          { ...policy, accept: "nothing" },
        ),
    },
  };
};

/** A decimal comma is as good as a point. */
function rateOf(values: FlowValues): number {
  return Number(text(values, "rate").replace(",", "."));
}

function text(values: FlowValues, field: string): string {
  return String(values[field] ?? "").trim();
}

function sourceOf(named: string, isMysqlSet: boolean): CrewFrom {
  if (named === "mysql" && isMysqlSet) return { kind: "mysql" };
  const path = absolutePath(named);
  return extname(path).toLowerCase() === ".csv" ? { kind: "csv", path } : { kind: "folder", path };
}

/** A photo, or the files of a folder of photos. */
function photosOf(named: string): string[] {
  const path = absolutePath(named);
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map(({ name }) => join(path, name))
      .sort();
  } catch {
    return [];
  }
}

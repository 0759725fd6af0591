import { faceTables } from "../../../stores/sqlite/faces/tables.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import type { EngineSettings } from "../../config/engine-settings.ts";
import { toLoteError } from "../../errors/lote-error.ts";
import { modelFolders } from "../../models/folders.ts";
import { findModel, readManifest } from "../../models/manifest.ts";
import { locateModel } from "../../models/verify.ts";
import type { Estimate } from "../workflow.ts";
import type { AttendParameters, EmbedParameters } from "./parameters.ts";
import { usualSink } from "./sink/usual-sink.ts";
import { crewPages } from "./source/crew-source.ts";

const nothingPaid = { requests: 0, usd: 0, seconds: null } as const;

/** What making vectors will take, and what it cannot start without. Reads the source's names, fetches no picture. */
export async function estimateEmbed(
  { from, person, max, model }: EmbedParameters,
  settings: EngineSettings,
  signal?: AbortSignal,
): Promise<Estimate> {
  const missing = await missingModel(model, settings);
  let items = 0;
  let problems = 0;
  try {
    for await (const page of crewPages(from, settings, person)) {
      if (signal?.aborted) break;
      problems += page.filter((one) => "problem" in one).length;
      items += page.length;
    }
  } catch (error) {
    const { code, data } = toLoteError(error);
    return { ...nothingPaid, items: null, missing: [...missing, { code, data }], detail: {} };
  }
  return {
    ...nothingPaid,
    items: max === null ? items : Math.min(items, max),
    requests: from.kind === "mysql" ? items : 0,
    missing,
    detail: { problems },
  };
}

/** What looking at photos will take, and what it cannot start without. */
export async function estimateAttend(
  stores: Stores,
  { photos, model }: AttendParameters,
  settings: EngineSettings,
): Promise<Estimate> {
  const missing = [...(await missingModel(model, settings))];
  if (usualSink(stores, settings) === "workspace" && !faceTables(stores).hasVectors()) {
    missing.push({ code: "faces-empty", data: { model: model ?? "" } });
  }
  return { ...nothingPaid, items: photos.length, missing, detail: {} };
}

/** What comparing everybody with everybody cannot start without. */
export async function estimateCalibrate(
  stores: Stores,
  { model }: { readonly model: string | null },
  settings: EngineSettings,
): Promise<Estimate> {
  return {
    ...(await estimateAttend(stores, { model, photos: [], event: "", vectors: "workspace" }, settings)),
    items: 1,
  };
}

async function missingModel(wanted: string | null, settings: EngineSettings): Promise<Estimate["missing"]> {
  const folders = modelFolders(settings);
  const model = findModel(await readManifest(folders), "face-embed", wanted ?? undefined);
  return locateModel(model, folders) === null ? [{ code: "model-missing", data: { model: model.name } }] : [];
}

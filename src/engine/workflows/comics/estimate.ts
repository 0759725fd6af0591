import type { Stores } from "../../../stores/sqlite/open.ts";
import type { EngineSettings } from "../../config/engine-settings.ts";
import { spaceOf } from "../../embedding/space.ts";
import { modelFolders } from "../../models/folders.ts";
import { findModel, readManifest } from "../../models/manifest.ts";
import { locateModel } from "../../models/verify.ts";
import { walk } from "../../sources/walk.ts";
import type { Estimate } from "../workflow.ts";
import { babelcomicsEntries } from "./babelcomics/entries.ts";
import { examplesAhead } from "./calibrate/enough-examples.ts";
import { catalogueEntries } from "./catalogue/entries.ts";
import type {
  BabelcomicsParameters,
  CalibrateParameters,
  CatalogueParameters,
  ClassifyParameters,
} from "./commands.ts";
import { mayHoldComicInfo } from "./sources/comic-info-entry.ts";

/** What adding to the catalogue will take. Looks at names and sizes, opens nothing. */
export async function estimateCatalogue(
  stores: Stores,
  parameters: CatalogueParameters,
  signal?: AbortSignal,
): Promise<Estimate> {
  let items = 0;
  let problems = 0;
  for await (const entry of catalogueEntries(stores, parameters)) {
    if (signal?.aborted || items === parameters.max) break;
    if ("problem" in entry) problems++;
    else items++;
  }
  return {
    ...nothingPaid,
    items,
    seconds: expectedSeconds(stores, "comics.catalogue", items),
    missing: [],
    detail: { problems, catalogue: { ...stores.comics.catalogue.size() } },
  };
}

/** What taking over another program's catalogue will take. Looks at names and sizes. @throws as its entries */
export function estimateBabelcomics({ database, max }: BabelcomicsParameters): Estimate {
  let items = 0;
  let problems = 0;
  for (const entry of babelcomicsEntries(database)) {
    if (items === max) break;
    if ("problem" in entry) problems++;
    else items++;
  }
  return { ...nothingPaid, items, seconds: null, missing: [], detail: { problems } };
}

/** What matching will take, and what it cannot start without. */
export async function estimateClassify(
  stores: Stores,
  parameters: ClassifyParameters,
  settings: EngineSettings,
  signal?: AbortSignal,
): Promise<Estimate> {
  let items = 0;
  let linked = 0;
  let problems = 0;
  let archives = 0;
  for await (const found of walk(parameters.paths)) {
    if (signal?.aborted || items === parameters.max) break;
    if ("problem" in found) problems++;
    else if (!parameters.all && stores.comics.collection.get(found.path)?.issue != null) linked++;
    else {
      items++;
      if (mayHoldComicInfo(found.path)) archives++;
    }
  }
  return {
    ...nothingPaid,
    items,
    seconds: expectedSeconds(stores, "comics.classify", items),
    missing: await missingForClassify(stores, parameters.model, settings),
    detail: {
      linked,
      problems,
      ...(parameters.comicInfo === "never" ? {} : { archives }),
      catalogue: { ...stores.comics.catalogue.size() },
    },
  };
}

/** What calibrating will take, and what it cannot start without. */
export async function estimateCalibrate(
  stores: Stores,
  parameters: CalibrateParameters,
  settings: EngineSettings,
): Promise<Estimate> {
  const missing = await missingForClassify(stores, parameters.model, settings);
  const ahead = missing.length === 0 ? examplesAhead(stores, parameters.max) : null;
  const items = ahead?.count ?? 0;
  return {
    ...nothingPaid,
    items,
    seconds: expectedSeconds(stores, "comics.calibrate", items),
    missing: ahead?.missing ?? missing,
    detail: {
      catalogue: { ...stores.comics.catalogue.size() },
      mayBeTooFew: ahead?.mayBeTooFew ?? false,
    },
  };
}

/** What must be there before anything can be matched, as error codes with their data. */
export async function missingForClassify(
  stores: Stores,
  modelName: string | null,
  settings: EngineSettings,
): Promise<Estimate["missing"]> {
  const { catalogue } = stores.comics;
  if (catalogue.size().covers === 0) return [{ code: "catalogue-empty", data: {} }];
  const models = modelFolders(settings);
  const model = findModel(await readManifest(models), "cover-embed", modelName ?? undefined);
  if (locateModel(model, models) === null) return [{ code: "model-missing", data: { model: model.name } }];
  const space = spaceOf(model, settings["cover-views"]);
  const count = catalogue.countWithoutVector(space.id, space.views);
  return count > 0 ? [{ code: "vectors-missing", data: { count, model: model.name } }] : [];
}

const nothingPaid = { requests: 0, usd: 0 } as const;

/** From the last runs of the same kind in this workspace; null when there was none worth measuring. */
function expectedSeconds({ ledger }: Stores, workflow: string, items: number): number | null {
  for (const run of ledger.runs.list(50)) {
    if (run.workflow !== workflow || run.state !== "ended") continue;
    const { done, review } = ledger.counters.counts(run.id);
    if (done + review >= 20 && run.activeMs > 0)
      return Math.ceil((run.activeMs / (done + review)) * items) / 1000;
  }
  return null;
}

import type { Stores } from "../../../stores/sqlite/open.ts";
import { spaceOf } from "../../embedding/space.ts";
import { findModel, readManifest } from "../../models/manifest.ts";
import type { Estimate } from "../workflow.ts";
import { catalogueEntries } from "./catalogue/entries.ts";
import type { CatalogueParameters, ClassifyParameters } from "./commands.ts";
import { walk } from "./sources/walk.ts";

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

/** What matching will take, and what it cannot start without. */
export async function estimateClassify(
  stores: Stores,
  parameters: ClassifyParameters,
  signal?: AbortSignal,
): Promise<Estimate> {
  let items = 0;
  let linked = 0;
  let problems = 0;
  for await (const found of walk(parameters.paths)) {
    if (signal?.aborted || items === parameters.max) break;
    if ("problem" in found) problems++;
    else if (!parameters.all && stores.comics.collection.get(found.path)?.issue != null) linked++;
    else items++;
  }
  return {
    ...nothingPaid,
    items,
    seconds: expectedSeconds(stores, "comics.classify", items),
    missing: await missingForClassify(stores, parameters.model),
    detail: { linked, problems, catalogue: { ...stores.comics.catalogue.size() } },
  };
}

/** What must be there before anything can be matched, as error codes with their data. */
export async function missingForClassify(
  stores: Stores,
  modelName: string | null,
): Promise<Estimate["missing"]> {
  const { catalogue } = stores.comics;
  if (catalogue.size().covers === 0) return [{ code: "catalogue-empty", data: {} }];
  const model = findModel(await readManifest(), "cover-embed", modelName ?? undefined);
  const count = catalogue.countWithoutVector(spaceOf(model).id);
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

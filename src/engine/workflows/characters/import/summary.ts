import type { Json, RunRow } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { EngineSettings } from "../../../config/engine-settings.ts";
import type { KeptPart } from "./onto-kept.ts";

/** Rows read at once. */
const page = 500;

interface Result {
  readonly picture: { readonly source: string } | null;
  readonly described: boolean;
  readonly kept?: readonly KeptPart[];
  readonly left: readonly { readonly step: string; readonly reason: string }[];
}

/** The run's own account: pictures by source, those without, and why sources gave nothing; and whether the encyclopedias were told whom to write to. */
export function importSummary(stores: Stores, run: RunRow, settings: EngineSettings): Json {
  const pictures: Record<string, number> = {};
  const left: Record<string, number> = {};
  let without = 0;
  let described = 0;
  let keptPictures = 0;
  let keptCorrections = 0;
  for (let after = ""; ; ) {
    const rows = stores.ledger.items.page(run.id, after, page);
    for (const row of rows) {
      if (row.state !== "done") continue;
      const result = row.result as unknown as Result;
      const { kept = [] } = result;
      if (kept.some((part) => part !== "picture")) keptCorrections++;
      if (kept.includes("picture")) keptPictures++;
      else if (result.picture) pictures[result.picture.source] = (pictures[result.picture.source] ?? 0) + 1;
      else without++;
      if (result.described) described++;
      for (const { step, reason } of result.left) {
        const key = `${step}/${reason}`;
        left[key] = (left[key] ?? 0) + 1;
      }
    }
    const last = rows.at(-1);
    if (!last) break;
    after = last.key;
  }
  const { generated = 0, ...downloaded } = pictures;
  return {
    downloaded,
    generated,
    withoutPicture: without,
    keptPictures,
    keptCorrections,
    described,
    left,
    collection: stores.characters.collection.count(),
    contact: settings.contact !== undefined,
  };
}

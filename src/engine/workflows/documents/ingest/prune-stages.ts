import type { IndexSpace } from "../../../../stores/documents.ts";
import { ownJob } from "../../../flow/own-job.ts";
import type { Stage } from "../../../flow/stage.ts";
import { isGone } from "../sources/gone.ts";
import type { IngestTravel } from "./travel.ts";

/** Documents taken out at once. */
const concurrency = 4;

/**
 * Takes documents out whose files are gone, when all others have come through: one that was renamed has left its old
 * path by then, and is no removal.
 */
export function pruneStages(
  space: IndexSpace,
  paths: readonly string[],
  { isDry }: { readonly isDry: boolean },
): Stage<IngestTravel>[] {
  const wants = ({ gone }: IngestTravel) => gone === true;
  const everything = { maxItems: Number.MAX_SAFE_INTEGER, waitMs: Number.POSITIVE_INFINITY };
  return [
    ownJob({ name: "hold", ...everything, wants }),
    {
      kind: "each",
      name: "prune",
      concurrency,
      run: async ({ key }, { gone }) => {
        if (!gone) return {};
        // It may have come back, or its disk may have gone.
        if (!isGone(paths, key)) return { skip: "unchanged" };
        const wasThere = isDry ? (await space.documents([key])).has(key) : await space.remove(key);
        const found = wasThere ? "a-document" : "nothing";
        return { travel: { settled: "removed", found } };
      },
    },
  ];
}

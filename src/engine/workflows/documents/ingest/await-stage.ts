import type { IndexSpace } from "../../../../stores/documents.ts";
import type { Ledger } from "../../../../stores/sqlite/ledger/index.ts";
import { ownJob } from "../../../flow/own-job.ts";
import type { Job } from "../../../flow/stage.ts";
import { scopeOf } from "./batch-stage.ts";
import type { IngestTravel } from "./travel.ts";

/** Documents that wait together; the others of a run go on meanwhile. */
const documents = 500;

/**
 * Where vectors are asked for at once: documents with passages that a batch of another run is making already wait for
 * it, as those of another batch do. What the batch does not bring is asked for then.
 */
export function awaitStage(space: IndexSpace, ledger: Ledger): Job<IngestTravel> {
  const scope = scopeOf(space);
  return ownJob({
    name: "await",
    maxItems: documents,
    waitMs: 0,
    wants: ({ unembedded = [] }) =>
      unembedded.length > 0 &&
      ledger.jobs.areOrdered(
        scope,
        unembedded.map(({ hash }) => hash),
        ledger.now(),
      ),
    begin: async (key, items, { note }) => {
      const hashes = items.flatMap(({ travel }) => travel.ordered?.hashes ?? []);
      await ledger.write(() => {
        ledger.jobs.follow(key, scope, hashes, ledger.now());
        note("vectors-awaited", { count: items.length });
      });
    },
  });
}

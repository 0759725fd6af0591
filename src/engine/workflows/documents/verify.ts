import type { DocumentIndex, IndexFlaws, IndexSpace } from "../../../stores/documents.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import { LoteError } from "../../errors/lote-error.ts";
import { abandonedMs } from "./limits.ts";
import { ingestWorkflowName } from "./parameters.ts";
import { unfinishedIngests } from "./unfinished.ts";

/** What became of a look at the index. */
export interface IndexReport extends IndexFlaws {
  readonly place: string;
  readonly model: string;
  readonly documents: number;
  readonly chunks: number;
  /** Documents that the ledger says were written, and that the index does not have. */
  readonly missing: readonly string[];
  /** After a repair: what must be read again. */
  readonly unreadAgain: readonly string[];
  /** Ingests that are not over: what they made, and no document has yet, is not swept away. */
  readonly unfinished: readonly string[];
}

const page = 500;

/**
 * Compares the index with itself and with the ledger; `repair` mends what needs no file and forgets what does.
 *
 * @throws LoteError `index-empty`; StoreError of the index
 */
export async function verifyIndex(
  stores: Stores,
  url: string | undefined,
  repair: boolean,
): Promise<IndexReport> {
  const index: DocumentIndex = await stores.documents.open(url);
  try {
    const row = await index.current();
    if (!row) throw new LoteError("index-empty");
    const space = await index.space(row, repair ? "write" : "read");
    const flaws = await space.flaws();
    const missing = await missingOf(stores, space, index.place);
    const unfinished = unfinishedIngests(stores.ledger);
    if (repair) await space.repair(sparedMs(stores, unfinished.length > 0, url));
    const { documents, chunks } = await space.size();
    return {
      place: index.place,
      model: row.model,
      documents,
      chunks,
      ...flaws,
      missing,
      unfinished: unfinished.map(({ name }) => name),
      unreadAgain: repair ? [...new Set([...flaws.incomplete, ...missing])] : [],
    };
  } finally {
    await index.close();
  }
}

/** How old what nobody has must be to be swept away: other workspaces may be at work on an index that is not one's own. */
function sparedMs({ ledger }: Stores, isUnfinished: boolean, url: string | undefined): number {
  if (isUnfinished) return ledger.now();
  return url === undefined ? 0 : abandonedMs;
}

/** What the newest runs wrote into this space, and is not there: the newest word on each path counts. */
async function missingOf({ ledger }: Stores, space: IndexSpace, place: string): Promise<string[]> {
  const missing: string[] = [];
  const seen = new Set<string>();
  const runs = ledger.runs
    .list(10_000)
    .filter(({ workflow, policy }) => workflow === ingestWorkflowName && !policy.dryRun);
  for (const run of runs.toSorted((left, right) => right.id - left.id)) {
    const { index } = (run.detail ?? {}) as { index?: { place?: string } };
    if (index?.place !== undefined && index.place !== place) continue;
    for (let after = ""; ; ) {
      const rows = ledger.items.page(run.id, after, page);
      const done = rows.filter(({ key, state }) => state === "done" && !seen.has(key));
      const receipts = await space.documents(done.map(({ key }) => key));
      for (const { key, result } of done) {
        seen.add(key);
        const {
          settled,
          movedFrom,
          space: of,
        } = (result ?? {}) as {
          settled?: string;
          movedFrom?: string;
          space?: string;
        };
        if (movedFrom !== undefined) seen.add(movedFrom);
        if (of === space.row.id && settled !== "removed" && !receipts.has(key)) missing.push(key);
      }
      const last = rows.at(-1);
      if (!last || rows.length < page) break;
      after = last.key;
    }
  }
  return missing;
}

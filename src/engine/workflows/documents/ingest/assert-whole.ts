import type { IndexSpace } from "../../../../stores/documents.ts";
import type { RunRow } from "../../../../stores/ledger.ts";
import type { Ledger } from "../../../../stores/sqlite/ledger/index.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { fileIsGone } from "../../../sources/file-is-gone.ts";
import { ingestWorkflowName } from "../parameters.ts";

const page = 500;

/**
 * A run is over when all that it wrote is in the index, and every document of the index is whole.
 *
 * @throws LoteError `index-torn`, naming the first document that is not
 */
export async function assertWhole(ledger: Ledger, space: IndexSpace, run: RunRow): Promise<void> {
  const [torn] = await space.torn(1);
  const path = torn ?? (await firstLost(ledger, space, run));
  if (path !== undefined) throw new LoteError("index-torn", { path, run: run.name });
}

/** The first document that the run wrote, that is not there, and that nobody took out on purpose. */
async function firstLost(ledger: Ledger, space: IndexSpace, run: RunRow): Promise<string | undefined> {
  for (let after = ""; ; ) {
    const rows = ledger.items.page(run.id, after, page);
    const written = rows
      .filter(({ state, result }) => state === "done" && !wasRemoved(result))
      .map(({ key }) => key);
    const receipts = await space.documents(written);
    const lost = written.find(
      (key) => !receipts.has(key) && !fileIsGone(key) && !isOfLater(ledger, run, key),
    );
    const last = rows.at(-1);
    if (lost !== undefined || !last || rows.length < page) return lost;
    after = last.key;
  }
}

function wasRemoved(result: unknown): boolean {
  return (result as { settled?: string } | null)?.settled === "removed";
}

/** Has a later run had to do with it, which may have taken it out? */
function isOfLater({ runs, items }: Ledger, { id }: RunRow, key: string): boolean {
  return runs
    .list(10_000)
    .some(
      (run) =>
        run.id > id &&
        run.workflow === ingestWorkflowName &&
        !run.policy.dryRun &&
        items.idOf(run.id, key) !== undefined,
    );
}

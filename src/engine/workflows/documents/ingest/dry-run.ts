import type { Json, RunRow } from "../../../../stores/ledger.ts";
import type { Ledger } from "../../../../stores/sqlite/ledger/index.ts";
import { changeOf, type DocumentChange } from "./taken-back.ts";
import type { IngestTravel } from "./travel.ts";

const page = 500;

/** What a dry run found out about a file: what an ingest would do, and what it would have to embed. */
interface WouldBe {
  readonly would: DocumentChange | null;
  readonly movedFrom?: string;
  readonly missing: { readonly chunks: number; readonly tokens: number };
}

/** The account of an item in a dry run. It names no space: nothing was written into one. */
export function wouldBe(travel: IngestTravel): Json {
  const { moved, unembedded = [] } = travel;
  const tokens = unembedded.reduce((sum, chunk) => sum + chunk.tokens, 0);
  const account: WouldBe = {
    would: changeOf(travel),
    ...(moved ? { movedFrom: moved.path } : {}),
    missing: { chunks: unembedded.length, tokens },
  };
  return account as unknown as Json;
}

/** What an ingest would do to how many documents, and embed at most: passages of two files are counted twice. */
export function sumOfDryRun({ items }: Ledger, { id }: RunRow): Json {
  const counts: Record<DocumentChange, number> = { added: 0, replaced: 0, moved: 0, removed: 0 };
  const removed = new Set<string>();
  const left = new Set<string>();
  const missing = { chunks: 0, tokens: 0 };
  for (let after = ""; ; ) {
    const rows = items.page(id, after, page);
    for (const { key, state, result } of rows) {
      if (state !== "done") continue;
      const { would, movedFrom, missing: own } = result as unknown as WouldBe;
      if (would) counts[would]++;
      if (would === "removed") removed.add(key);
      if (movedFrom !== undefined) left.add(movedFrom);
      missing.chunks += own.chunks;
      missing.tokens += own.tokens;
    }
    const last = rows.at(-1);
    if (!last || rows.length < page) break;
    after = last.key;
  }
  // A document that was renamed is still under its former name, and is not removed.
  return { ...counts, removed: removed.difference(left).size, missing };
}

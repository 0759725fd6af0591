import { failureLine } from "../../engine/run/document.ts";
import type { LedgerEvent, RunRow, StoredEvent } from "../../stores/ledger.ts";
import type { Language } from "../language/words.ts";
import { safeJson } from "./safe-json.ts";

/** One event as a line of `--ndjson`, without its line break. A failure is told in words, as everywhere. */
export function eventLine(
  { seq, at, event }: StoredEvent,
  { name }: Pick<RunRow, "name">,
  language: Language,
): string {
  return safeJson({ v: 1, seq, ts: new Date(at).toISOString(), run: name, ...told(event, name, language) });
}

function told(event: LedgerEvent, run: string, language: Language) {
  if (event.type !== "item" || !event.failure) return event;
  const { item: _, ...failure } = failureLine(event.item, event.failure, run, language);
  return { ...event, failure };
}

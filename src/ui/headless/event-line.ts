import { failureLine } from "../../engine/run/document.ts";
import type { LedgerEvent, RunRow, StoredEvent } from "../../stores/ledger.ts";
import { translator } from "../language/translator.ts";
import type { Language } from "../language/words.ts";
import { noteWords } from "../presentation/words.ts";
import { safeJson } from "./safe-json.ts";

/** One event as a line of `--ndjson`, without its line break. Failures and notes are told in words, as everywhere. */
export function eventLine(
  { seq, at, event }: StoredEvent,
  run: Pick<RunRow, "name" | "workflow">,
  language: Language,
): string {
  return safeJson({
    v: 1,
    seq,
    ts: new Date(at).toISOString(),
    run: run.name,
    ...told(event, run, language),
  });
}

function told(event: LedgerEvent, { name, workflow }: Pick<RunRow, "name" | "workflow">, language: Language) {
  if (event.type === "note") {
    const message = noteWords(workflow, event, translator(language));
    return message === undefined ? event : { ...event, message };
  }
  if ((event.type !== "item" && event.type !== "refused") || !event.failure) return event;
  const { item: _, ...failure } = failureLine(event.item, event.failure, name, language);
  return { ...event, failure };
}

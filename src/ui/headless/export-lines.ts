import { stringify } from "csv-stringify/sync";
import type { ExportLine } from "../../engine/run/export.ts";
import { safeJson } from "./safe-json.ts";

/** One item of an export as a line of JSON, without its line break. */
export function jsonLine(line: ExportLine): string {
  return safeJson(line);
}

/** The columns of the CSV. The last two hold JSON: all that the flat ones cannot. */
const columns = [
  "item",
  "parent",
  "state",
  "recommendation",
  "choice",
  "label",
  "score",
  "probability",
  "by",
  "applied",
  "failure",
  "message",
  "result",
  "questions",
] as const;

/**
 * The items of an export as lines of CSV without their line breaks, the names of the columns first. The flat
 * columns tell of an item's first question: what was decided, else its best candidate.
 *
 * A text that a spreadsheet would run as a formula (it starts with `=`, `+`, `-`, `@`, tab or carriage return) gets
 * a leading `'`.
 */
export function* csvLines(lines: Iterable<ExportLine>): Generator<string> {
  yield columns.join(",");
  for (const line of lines) yield csvLine(line);
}

function csvLine({ item, parent, state, questions, result, failure }: ExportLine): string {
  const [question] = questions;
  const decision = question?.decision ?? null;
  const told = decision
    ? question?.candidates.find(({ id }) => id === decision.choice)
    : question?.candidates[0];
  const row: Readonly<Record<(typeof columns)[number], string | number>> = {
    item,
    parent: parent ?? "",
    state,
    recommendation: question?.recommendation ?? "",
    choice: decision?.choice ?? "",
    label: told?.label ?? "",
    score: told?.score ?? "",
    probability: told?.probability ?? "",
    by: decision?.by ?? "",
    applied: decision ? String(decision.applied) : "",
    failure: failure?.code ?? "",
    message: failure?.message ?? "",
    result: result === null ? "" : JSON.stringify(result),
    questions: questions.length === 0 ? "" : JSON.stringify(questions),
  };
  return stringify([columns.map((column) => row[column])], { escape_formulas: true, eof: false });
}

import type { FailureLine, RunDocument } from "../../engine/run/document.ts";
import type { Translator } from "../language/translator.ts";
import { ownSummary, skipWords } from "../presentation/words.ts";
import { safeText } from "../safe-text.ts";

/** More would hide the rest; `lote runs export` has them all. */
const shownFailures = 10;

/**
 * The account of a run for people, in plain text: a table of two columns, what failed and how to mend it, and what
 * to do next. `flag` ends the commands that are told.
 */
export function summaryLines(document: RunDocument, t: Translator, flag = ""): string[] {
  const run = safeText(document.run);
  const blocks = [
    [t.text("summary.title", { run, status: t.text(`runStatus.${document.status}`) })],
    table(rowsOf(document, t)),
    skippedFor(document, t),
    ownSummary(document, t),
    failuresOf(document, t),
    refusedOf(document, t),
    nextSteps(document, run + safeText(flag), t),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, place) => (place === 0 ? block : ["", ...block]));
}

function skippedFor({ skipReasons, workflow }: RunDocument, t: Translator): string[] {
  if (skipReasons.length === 0) return [];
  const words = skipReasons.map((reason) => skipWords(workflow, reason, t));
  return [`${t.text("summary.skippedFor")} ${words.join("; ")}`];
}

type Row = readonly [label: string, value: string];

function rowsOf({ counts, seconds, cost }: RunDocument, { text, formats }: Translator): Row[] {
  const rows: Row[] = [
    [text("summary.total"), formats.number(counts.total)],
    [text("summary.done"), formats.number(counts.done)],
    [text("summary.review"), formats.number(counts.review)],
    [text("summary.skipped"), formats.number(counts.skipped)],
    [text("summary.failed"), formats.number(counts.failed)],
    [text("summary.duration"), formats.duration(seconds * 1_000)],
  ];
  if (cost.requests === 0) return rows;
  return [
    ...rows,
    [text("summary.requests"), formats.number(cost.requests)],
    [text("summary.cost"), formats.money(cost.usd)],
  ];
}

/** Numbers stand under each other at their right ends. */
function table(rows: readonly Row[]): string[] {
  const left = Math.max(...rows.map(([label]) => Bun.stringWidth(label)));
  const right = Math.max(...rows.map(([, value]) => Bun.stringWidth(value)));
  const space = (text: string, width: number) => " ".repeat(width - Bun.stringWidth(text));
  return rows.map(([label, value]) => `  ${label}${space(label, left)}  ${space(value, right)}${value}`);
}

function failuresOf({ failures, counts }: RunDocument, { text }: Translator): string[] {
  if (failures.length === 0) return [];
  const more = Math.max(counts.failed, failures.length) - shownFailures;
  return [
    `${text("summary.failures")}:`,
    ...reasonLines(failures),
    ...(more > 0 ? [`  ${text("summary.moreFailures", { count: more })}`] : []),
  ];
}

function refusedOf({ refused }: RunDocument, { text }: Translator): string[] {
  if (refused.length === 0) return [];
  const more = refused.length - shownFailures;
  return [
    `${text("summary.refused")}:`,
    ...reasonLines(refused),
    ...(more > 0 ? [`  ${text("summary.moreFailures", { count: more })}`] : []),
  ];
}

function reasonLines(lines: readonly FailureLine[]): string[] {
  return lines.slice(0, shownFailures).flatMap(({ item, message, hint }) =>
    // What stopped the run as a whole belongs to no item.
    [item, message, hint]
      .filter((line) => line !== "")
      .map((line, place) => `${place === 0 ? "  " : "    "}${safeText(line)}`),
  );
}

function nextSteps({ status, counts }: RunDocument, run: string, { text }: Translator): string[] {
  if (status === "interrupted" || status === "paused") return [text("summary.nextResume", { run })];
  return [
    ...(counts.review > 0 ? [text("summary.nextReview", { run })] : []),
    ...(counts.failed > 0 ? [text("summary.nextRetry", { run })] : []),
  ];
}

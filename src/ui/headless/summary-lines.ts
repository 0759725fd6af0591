import type { RunDocument } from "../../engine/run/document.ts";
import type { Translator } from "../language/translator.ts";
import { safeText } from "../safe-text.ts";

/** More would hide the rest; `lote runs export` has them all. */
const shownFailures = 10;

/**
 * The account of a run for people, in plain text: a table of two columns, what failed and how to mend it, and what
 * to do next.
 */
export function summaryLines(document: RunDocument, t: Translator): string[] {
  const run = safeText(document.run);
  const blocks = [
    [t.text("summary.title", { run, status: t.text(`runStatus.${document.status}`) })],
    table(rowsOf(document, t)),
    failuresOf(document, t),
    nextSteps(document, run, t),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, place) => (place === 0 ? block : ["", ...block]));
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
  const shown = failures.slice(0, shownFailures);
  const more = Math.max(counts.failed, failures.length) - shown.length;
  return [
    `${text("summary.failures")}:`,
    ...shown.flatMap(({ item, message, hint }) =>
      // What stopped the run as a whole belongs to no item.
      [item, message, hint]
        .filter((line) => line !== "")
        .map((line, place) => `${place === 0 ? "  " : "    "}${safeText(line)}`),
    ),
    ...(more > 0 ? [`  ${text("summary.moreFailures", { count: more })}`] : []),
  ];
}

function nextSteps({ status, counts }: RunDocument, run: string, { text }: Translator): string[] {
  if (status === "interrupted" || status === "paused") return [text("summary.nextResume", { run })];
  return [
    ...(counts.review > 0 ? [text("summary.nextReview", { run })] : []),
    ...(counts.failed > 0 ? [text("summary.nextRetry", { run })] : []),
  ];
}

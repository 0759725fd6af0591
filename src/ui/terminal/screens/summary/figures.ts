import type { RunDocument } from "../../../../engine/run/document.ts";
import type { Translator } from "../../../language/translator.ts";
import type { SummaryColumn } from "../../components/summary-table.tsx";

/** The figures of a run, as the columns of its table. Money only where there was any. */
export function figuresOf({ counts, seconds, cost }: RunDocument, t: Translator): SummaryColumn[] {
  const count = (value: number) => t.formats.number(value);
  return [
    { label: t.text("summary.total"), value: count(counts.total) },
    { label: t.text("summary.done"), value: count(counts.done) },
    { label: t.text("summary.review"), value: count(counts.review) },
    { label: t.text("summary.skipped"), value: count(counts.skipped) },
    { label: t.text("summary.failed"), value: count(counts.failed) },
    { label: t.text("summary.duration"), value: t.formats.duration(seconds * 1000) },
    ...(cost.usd > 0 ? [{ label: t.text("summary.cost"), value: t.formats.money(cost.usd) }] : []),
  ];
}

/** What to do next, as commands that can be typed; `flag` ends them. */
export function nextSteps({ run: name, status, counts }: RunDocument, t: Translator, flag: string): string[] {
  const run = name + flag;
  return [
    ...(counts.review > 0 ? [t.text("summary.nextReview", { run })] : []),
    ...(counts.failed > 0 && status !== "cancelled" ? [t.text("summary.nextRetry", { run })] : []),
    ...(status === "interrupted" || status === "paused" ? [t.text("summary.nextResume", { run })] : []),
  ];
}

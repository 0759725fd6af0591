import type { QuestionRow, Reason } from "../../../../stores/ledger.ts";
import type { Part } from "../../components/line.tsx";
import { progressBar } from "../../components/progress-bar.ts";
import { candidateWords, reasonShare, reasonWords } from "../../run/words.ts";
import { fit } from "../../surface/fit.ts";
import type { Surface } from "../../surface/surface.ts";
import { toneOfReason } from "./candidate-lines.ts";

const barColumns = 16;

/** All reasons of the highlighted candidate, a bar where there is a measure; those of the question below. */
export function whyLines(
  question: QuestionRow,
  highlighted: number,
  surface: Surface,
  columns: number,
  rows: number,
): Part[][] {
  const { t } = surface;
  const candidate = question.candidates[highlighted];
  const lines: Part[][] = [
    [
      { text: t.text("terminal.whyTitle", { number: highlighted + 1 }), bold: true },
      ` ${fit(surface, candidate ? candidateWords(question, candidate, t) : "", columns - 16)}`,
    ],
    [],
    ...(candidate?.reasons ?? []).map((reason) => reasonLine(reason)),
    ...(question.reasons.length > 0 ? [[]] : []),
    ...question.reasons.map((reason) => reasonLine(reason)),
  ];
  return lines.slice(0, rows);

  function reasonLine(reason: Reason): Part[] {
    const share = reasonShare(reason);
    const bar = share === null ? " ".repeat(barColumns) : progressBar(share, barColumns, surface.glyphs);
    const words = reasonWords(reason, t);
    return [
      { text: `${surface.glyphs.speaks[reason.speaks]} `, tone: toneOfReason[reason.speaks], bold: true },
      { text: bar, tone: toneOfReason[reason.speaks] },
      `  ${fit(surface, words, columns - barColumns - 4)}`,
    ];
  }
}

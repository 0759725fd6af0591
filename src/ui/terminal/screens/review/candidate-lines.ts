import type { QuestionRow, Reason } from "../../../../stores/ledger.ts";
import type { Presentation } from "../../../presentation/presentation.ts";
import { isFound } from "../../../presentation/provenance.ts";
import { inOrder, reasonHeadline, reasonName, reasonSentence } from "../../../presentation/reason-words.ts";
import { candidateWords } from "../../../presentation/words.ts";
import type { Part } from "../../components/line.tsx";
import { fit, fitProse, padEnd } from "../../surface/fit.ts";
import type { Tone } from "../../surface/palette.ts";
import type { Surface } from "../../surface/surface.ts";
import { windowOf } from "../../view-model/window.ts";

export const toneOfReason: Readonly<Record<Reason["speaks"], Tone>> = {
  for: "good",
  against: "bad",
  info: "quiet",
};

/**
 * The candidates, two lines each: number, name and score; below, what speaks for it and against it. Where there
 * is room left, the reasons of the highlighted one in full.
 */
export function candidateLines(
  question: QuestionRow,
  highlighted: number,
  presentation: Presentation,
  surface: Surface,
  columns: number,
  rows: number,
): Part[][] {
  const { candidates } = question;
  const { t } = surface;
  if (candidates.length === 0) return [[{ text: t.text("terminal.offNoCandidate"), tone: "quiet" }]];
  const isExplained = candidates.some(({ reasons }) => reasons.length > 0);
  const isUnscored = presentation.questions[question.name]?.unscored === true;
  const each = isExplained ? 2 : 1;
  const { start, end } = windowOf(candidates.length, highlighted, Math.max(1, Math.floor(rows / each)));
  const lines = candidates.slice(start, end).flatMap((candidate, offset): Part[][] => {
    const index = start + offset;
    const isRejected = question.rejected.includes(candidate.id);
    const isScored = isExplained && !isUnscored && !isFound(candidate);
    const score = isScored ? t.formats.decimals(candidate.score) : "";
    const room = columns - 5 - Bun.stringWidth(score);
    const isHighlighted = index === highlighted;
    const head: Part[] = [
      { text: isHighlighted ? surface.glyphs.cursor : " ", tone: "accent", bold: true },
      {
        text: `${index + 1} ${padEnd(fit(surface, candidateWords(question, candidate, presentation, t), room), room)} ${score}`,
        inverse: isHighlighted,
        bold: isHighlighted,
        tone: isRejected ? "quiet" : "plain",
      },
    ];
    if (!isExplained) return [head];
    return [head, isRejected ? rejectedLine() : shortReasons(candidate.reasons)];
  });
  return [...lines, ...fullReasons().slice(0, Math.max(0, rows - lines.length))];

  function fullReasons(): Part[][] {
    const own = candidates[highlighted]?.reasons ?? [];
    // What has a line of its own below is not said twice.
    const isTold = (reason: Reason) => reasonHeadline(reason, presentation, t) === undefined;
    const shown = own.length > 0 ? inOrder(own, presentation).filter(isTold) : question.reasons;
    return [
      [],
      ...shown.map((reason): Part[] => [
        {
          text: fitProse(
            surface,
            `${surface.glyphs.speaks[reason.speaks]} ${reasonSentence(reason, presentation, t)}`,
            columns,
          ),
          tone: toneOfReason[reason.speaks],
        },
      ]),
    ];
  }

  function rejectedLine(): Part[] {
    return [{ text: `   ${surface.glyphs.state.failed} ${t.text("terminal.wasRejected")}`, tone: "quiet" }];
  }

  /** One word a reason, those that decide first. */
  function shortReasons(reasons: readonly Reason[]): Part[] {
    const parts: Part[] = [];
    let room = columns - 1;
    for (const speaks of ["against", "for"] as const) {
      const words = reasons
        .filter((reason) => reason.speaks === speaks)
        .map((reason) => reasonName(reason, presentation, t));
      if (words.length === 0 || room < 8) continue;
      const text = fitProse(surface, `  ${surface.glyphs.speaks[speaks]} ${words.join(", ")}`, room);
      parts.push({ text, tone: toneOfReason[speaks] });
      room -= Bun.stringWidth(text);
    }
    return parts;
  }
}

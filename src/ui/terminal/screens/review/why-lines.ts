import type { QuestionRow, Reason } from "../../../../stores/ledger.ts";
import type { Presentation } from "../../../presentation/presentation.ts";
import { isFound } from "../../../presentation/provenance.ts";
import { inOrder, reasonMeasure, reasonName, reasonNote } from "../../../presentation/reason-words.ts";
import { candidateWords } from "../../../presentation/words.ts";
import type { Part } from "../../components/line.tsx";
import { progressBar } from "../../components/progress-bar.ts";
import { fit, fitProse, padEnd, padStart } from "../../surface/fit.ts";
import { type Tone, toneOfRecommendation } from "../../surface/palette.ts";
import type { Surface } from "../../surface/surface.ts";
import { toneOfReason } from "./candidate-lines.ts";

interface Row {
  readonly speaks: Reason["speaks"];
  readonly tone: Tone;
  readonly name: string;
  readonly measure: { readonly share: number; readonly figure: string } | null;
  readonly note: string;
}

const figureColumns = 5;
/** Narrower than this a note says nothing, and a bar neither. */
const leastNote = 16;
const leastBar = 6;
const widestBar = 24;

/**
 * Why the highlighted candidate is what it is: a line for each signal with a sign for its side, its bar (of the same
 * scale for all: full speaks for the candidate), its number and what else there is to say. What stands beside the bar
 * on a wide terminal comes below it on a narrow one, where there is room.
 */
export function whyLines(
  question: QuestionRow,
  highlighted: number,
  presentation: Presentation,
  surface: Surface,
  columns: number,
  rows: number,
): Part[][] {
  const { t, glyphs } = surface;
  const candidate = question.candidates[highlighted];
  const title: Part[] = [
    { text: t.text("terminal.whyTitle", { number: highlighted + 1 }), bold: true },
    ` ${fit(surface, candidate ? candidateWords(question, candidate, presentation, t) : "", columns - 16)}`,
  ];
  const shown = [
    ...(candidate && !isFound(candidate) ? [probabilityRow(candidate.probability)] : []),
    ...reasonRows(),
  ];
  const nameColumns = Math.max(0, ...shown.map(({ name }) => Bun.stringWidth(name)));
  const fixed = 2 + nameColumns + 1 + 1 + figureColumns;
  const room = columns - fixed;
  const isWide = room >= leastBar + 2 + leastNote;
  const barColumns = Math.min(
    widestBar,
    isWide ? Math.max(leastBar, Math.floor(room / 3)) : Math.max(0, room),
  );
  const noteColumns = isWide ? room - barColumns - 2 : columns - 2;
  const legend = [
    `${glyphs.speaks.for} ${t.text("terminal.speaksFor")}`,
    `${glyphs.speaks.against} ${t.text("terminal.speaksAgainst")}`,
    `${glyphs.speaks.info} ${t.text("terminal.speaksInfo")}`,
  ].join("   ");
  // What is left of the height goes to the notes that find no place beside their bar.
  let left = rows - shown.length - 4;
  const body = shown.flatMap((row): Part[][] => {
    // Where there is nothing to measure the note has the bar's place.
    const beside = row.measure ? (isWide ? noteColumns : 0) : columns - 3 - nameColumns;
    const isBelow = row.note !== "" && Bun.stringWidth(row.note) > beside && left-- > 0;
    if (!isBelow) return [lineOf(row, fit(surface, row.note, beside))];
    return [lineOf(row, ""), [{ text: `  ${fit(surface, row.note, columns - 2)}`, tone: "quiet" }]];
  });
  return [
    title,
    [],
    ...body,
    [],
    [{ text: fitProse(surface, legend, columns), tone: "quiet" as const }],
  ].slice(0, rows);

  function probabilityRow(probability: number | null): Row {
    const name = t.text("terminal.probability");
    if (probability === null) {
      return { speaks: "info", tone: "quiet", name, measure: null, note: t.text("terminal.notCalibrated") };
    }
    const measure = { share: probability, figure: t.formats.percent(probability) };
    const tone = toneOfRecommendation[question.recommendation];
    return { speaks: "info", tone, name, measure, note: "" };
  }

  function reasonRows(): Row[] {
    const own = inOrder(candidate?.reasons ?? [], presentation);
    return [...own, ...question.reasons].map((reason) => ({
      speaks: reason.speaks,
      tone: toneOfReason[reason.speaks],
      name: reasonName(reason, presentation, t),
      measure: reasonMeasure(reason, presentation, t),
      note: reasonNote(reason, presentation, t),
    }));
  }

  function lineOf({ speaks, tone, name, measure }: Row, beside: string): Part[] {
    const head: Part[] = [
      { text: `${glyphs.speaks[speaks]} `, tone, bold: true },
      `${padEnd(name, nameColumns)} `,
    ];
    if (!measure) return [...head, { text: beside, tone: "quiet" }];
    const bar = barColumns < leastBar ? "" : `${progressBar(measure.share, barColumns, glyphs)} `;
    const figure = padStart(fitProse(surface, measure.figure, figureColumns), figureColumns);
    return [
      ...head,
      { text: bar, tone },
      { text: figure, bold: true },
      ...(beside === "" ? [] : [{ text: `  ${beside}`, tone: "quiet" as const }]),
    ];
  }
}

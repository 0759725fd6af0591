import { type ErrorCode, errorCatalogue } from "../../engine/errors/catalogue.ts";
import { describeError } from "../../engine/errors/lote-error.ts";
import type { RunDocument } from "../../engine/run/document.ts";
import type { Candidate, NoteEvent, QuestionRow } from "../../stores/ledger.ts";
import type { TextKey } from "../language/catalogue.ts";
import type { Translator } from "../language/translator.ts";
import { safeText } from "../safe-text.ts";
import { presentationOf } from "./of-workflow.ts";
import type { Presentation } from "./presentation.ts";

/** What a run does, in words; an unknown workflow keeps its name. */
export function workflowWords(workflow: string, t: Translator): string {
  const words = presentationOf(workflow).workflows[workflow];
  return words ? t.chosen(words) : safeText(workflow, 30);
}

/** The steps after every workflow's own stages. */
const engineStages: Readonly<Record<string, TextKey>> = {
  apply: "terminalStage.apply",
  undo: "terminalStage.undo",
};

/** What the summary of a run adds to the common figures, and what helps against what went wrong. */
export function ownSummary(document: RunDocument, t: Translator, columns?: number): readonly string[] {
  const { summaries, advice } = presentationOf(document.workflow);
  const own = summaries?.[document.workflow]?.(document.detail, t, columns) ?? [];
  if (!advice) return own;
  const codes = advice.codes(document);
  const told = Object.entries(advice.words).flatMap(([code, words]) =>
    codes.includes(code) ? [t.chosen(words)] : [],
  );
  return [...own, ...new Set(told)];
}

/** A stage of a workflow in words; an unknown one keeps its name. */
export function stageWords(workflow: string, stage: string, t: Translator): string {
  const words = presentationOf(workflow).stages[stage] ?? engineStages[stage];
  return words ? t.chosen(words) : safeText(stage, 20);
}

/** What the engine skips items for, whatever the workflow. */
const engineSkips: Readonly<Record<string, TextKey>> = {
  ambiguous: "skip.ambiguous",
  superseded: "skip.superseded",
  undone: "skip.undone",
};

/** Why an item was skipped, in words; an unknown reason is shown as it is. */
export function skipWords(workflow: string, reason: string, t: Translator): string {
  const words = presentationOf(workflow).skips[reason] ?? engineSkips[reason];
  return words ? t.chosen(words) : safeText(reason, 40);
}

/** What a note says of an item, in words; undefined where it is not for people, or of no item. */
export function noteWords(workflow: string, { code, data }: NoteEvent, t: Translator): string | undefined {
  const presentation = presentationOf(workflow);
  const words = presentation.notes[code];
  if (!words) return undefined;
  const reason = isErrorCode(data.code) ? describeError(data.code, data, t.language).message : data.reason;
  const values = Object.entries({ ...data, reason: reason ?? "" }).map(([name, value]) => [
    name,
    valueWords(name, value, presentation, t) ?? safeText(String(value)),
  ]);
  return t.chosen(words, Object.fromEntries(values));
}

/** A code that fills this place of a text, in words; undefined where it is no known one. */
export function valueWords(
  place: string,
  value: string | number,
  { values }: Presentation,
  t: Translator,
): string | undefined {
  const words = values?.[place]?.[value];
  return words && t.chosen(words);
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(errorCatalogue, code);
}

/** A candidate in words: its label, or what choosing it does where that is the question. */
export function candidateWords(
  { name }: Pick<QuestionRow, "name">,
  candidate: Candidate,
  { questions }: Presentation,
  t: Translator,
): string {
  const label = safeText(candidate.label);
  const choice = questions[name]?.choice?.(candidate);
  return choice ? t.chosen(choice, { label }) : label;
}

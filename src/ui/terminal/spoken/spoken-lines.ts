import type { Candidate, QuestionRow } from "../../../stores/ledger.ts";
import type { Translator } from "../../language/translator.ts";
import type { Presentation } from "../../presentation/presentation.ts";
import { inOrder, reasonSentence } from "../../presentation/reason-words.ts";
import { candidateWords } from "../../presentation/words.ts";
import type { Application } from "../desk/application.ts";
import { errorWords } from "../desk/error-words.ts";
import type { Action, ScreenModel } from "../desk/screen-model.ts";
import { keyLabel, keysOf } from "../keymap/lookup.ts";
import { AcceptAllModel } from "../screens/accept-all/model.ts";
import { pairLines } from "../screens/accept-all/screen.tsx";
import { DashboardModel } from "../screens/dashboard/model.ts";
import { estimateFigures } from "../screens/estimate/figures.ts";
import { EstimateModel } from "../screens/estimate/model.ts";
import { FormModel } from "../screens/form/model.ts";
import { HelpModel } from "../screens/help/model.ts";
import { MenuModel } from "../screens/menu/model.ts";
import { ReviewModel } from "../screens/review/model.ts";
import { RunsModel } from "../screens/runs/model.ts";
import { SearchModel } from "../screens/search/model.ts";
import { standing, warnings } from "../screens/search/screen.tsx";
import { figuresOf, nextSteps } from "../screens/summary/figures.ts";
import { SummaryModel } from "../screens/summary/model.ts";
import { fit } from "../surface/fit.ts";
import { asciiGlyphs } from "../surface/glyphs.ts";
import type { Surface } from "../surface/surface.ts";
import { documentsSentences } from "./documents-sentences.ts";
import { facesSentences } from "./faces-sentences.ts";
import { peopleSentences } from "./people-sentences.ts";
import { productsSentences } from "./products-sentences.ts";

/**
 * A screen as sentences for a screen reader: what a sighted person looks at first comes first, nothing is drawn,
 * and nothing changes with every tick.
 */
export function spokenLines(application: Application): string[] {
  const surface = application.surface.get();
  const { front } = application;
  const confirmation = application.confirmation.get();
  const notice = application.notice.get();
  return [
    ["lote", ...front.title()].join(", "),
    ...sentences(front, surface),
    ...(notice ? [notice.text] : []),
    ...(confirmation ? [`${confirmation.question} ${surface.t.text("terminal.confirmKeys")}`] : []),
  ];
}

/** The keys of a screen in one sentence; said once, when the screen comes up. */
export function spokenKeys(model: ScreenModel, surface: Surface): string {
  const { t } = surface;
  // A reader says words, not signs.
  const spoken = { t, glyphs: asciiGlyphs };
  const actions: Readonly<Record<string, Action | undefined>> = model.actions();
  const keys = keysOf(model.name)
    .filter(({ action }) => actions[action]?.off === undefined && (actions[action] || action === "back"))
    .map((row) => {
      const words = actions[row.action]?.words ?? t.text(row.words as "terminalKeys.back");
      return `${keyLabel(row.keys[0] ?? "", spoken)} ${words}`;
    });
  return `${t.text("terminal.keys")}: ${keys.join(", ")}.`;
}

function sentences(model: ScreenModel, surface: Surface): string[] {
  const { t } = surface;
  const anyLength = Number.POSITIVE_INFINITY;
  const count = (value: number) => t.formats.number(value);
  if (model instanceof MenuModel) {
    const { entries, selected } = model.state.get();
    const entry = entries[selected];
    const place = t.text("terminal.position", { number: selected + 1, total: entries.length });
    return [sentence(entry?.words, entry?.note, entry?.off, place)];
  }
  if (model instanceof FormModel) {
    const { values, problem, choices } = model.state.get();
    const { field } = model;
    if (!field) return [];
    const value = values[field.id];
    const chosen = field.choices?.find((choice) => choice.value === value);
    const said =
      typeof value === "boolean"
        ? t.text(value ? "prompt.yes" : "prompt.no")
        : chosen
          ? t.chosen(chosen.words)
          : fit(surface, value ?? "", anyLength) || t.text("terminal.empty");
    return [
      `${t.text(field.label as "terminal.fieldPath")}: ${said}. ${t.text(field.hint as "terminal.fieldPathComicsHint")}`,
      ...(problem ? [problem.words] : []),
      ...(choices.length > 0
        ? [
            choices
              .slice(0, 10)
              .map((name) => fit(surface, name, 60))
              .join(", "),
          ]
        : []),
    ];
  }
  if (model instanceof EstimateModel) {
    const { estimate } = model.state.get();
    const missing = model.missing().map(({ message, hint }) => `${message} ${hint}`);
    if (!estimate) return missing.length > 0 ? missing : [t.text("terminal.counting")];
    const figures = estimateFigures(estimate, t, model.workflow).map(
      ({ label, value }) => `${label}: ${value}`,
    );
    return [`${figures.join(". ")}.`, ...missing];
  }
  if (model instanceof DashboardModel) {
    const { progress, finished, gathered, trouble } = model.state.get();
    const { total, run, status, counts } = progress;
    // Steps of a tenth: a number that changes all the time would be read all the time.
    const tenth = total > 0 && run.sourceDone ? Math.floor(((finished + gathered) / total) * 10) / 10 : null;
    const share = tenth === null ? "" : `, ${t.formats.percent(tenth)}`;
    const words = trouble && errorWords(model.desk, trouble);
    return [
      `${t.text(`runStatus.${status}`)}${share}.`,
      ...(counts.failed > 0 ? [t.text("terminal.someFailed")] : []),
      // Limits a minute hold back and let go again many times a minute; a pause is rare, and long.
      ...(progress.present.limits.some(({ heldBy }) => heldBy === "service")
        ? [t.text("limits.paused")]
        : []),
      ...(words ? [`${words.message} ${words.hint}`] : []),
    ];
  }
  if (model instanceof SummaryModel) {
    const document = model.state.get();
    const figures = figuresOf(document, t).map(({ label, value }) => `${label}: ${value}`);
    return [
      `${t.text(`runStatus.${document.status}`)}. ${figures.join(". ")}.`,
      ...nextSteps(document, t, model.desk.workspaceFlag),
    ];
  }
  if (model instanceof RunsModel) {
    const { selected, runs } = model.state.get();
    const [line] = model.lines(selected, selected + 1);
    if (!line) return [];
    const place = t.text("terminal.position", { number: selected + 1, total: runs.length });
    return [
      `${line.run.name}. ${t.text(`runStatus.${line.status}`)}. ${t.text("summary.total")}: ${count(line.total)}. ${t.text("summary.review")}: ${count(line.review)}. ${place}`,
    ];
  }
  if (model instanceof ReviewModel) return reviewSentences(model, surface);
  if (model instanceof SearchModel) return searchSentences(model, surface);
  if (model instanceof AcceptAllModel) return acceptAllSentences(model, surface);
  if (model instanceof HelpModel) {
    const { selected } = model.state.get();
    const line = model.lines()[selected];
    return [line ? sentence(line.keys, line.words, line.off) : t.text("terminal.helpNothing")];
  }
  return (
    documentsSentences(model, surface) ??
    facesSentences(model, surface) ??
    productsSentences(model, surface) ??
    peopleSentences(model, surface) ??
    []
  );
}

function searchSentences(model: SearchModel, surface: Surface): string[] {
  const { t } = surface;
  const { text, selected: index, rows, isAnswered } = model.state.get();
  const { selected } = model;
  const typed = fit(surface, text, Number.POSITIVE_INFINITY) || t.text("terminal.empty");
  // What is still coming would be read and then read again.
  if (!isAnswered || !selected) return [`${typed}. ${standing(model, surface)}`];
  const place = t.text("terminal.position", { number: index + 1, total: rows.length });
  const words = candidateWords(model.question, selected.candidate, model.presentation, t);
  return [`${typed}.`, `${words}. ${place}`, ...warnings(model, surface)];
}

function acceptAllSentences(model: AcceptAllModel, surface: Surface): string[] {
  const { t } = surface;
  const { text, sum, weakest, accepted } = model.state.get();
  // Numbers that tick would be read all the time.
  if (accepted !== null) return [t.text("terminal.offStillAccepting")];
  const value = model.isCalibrated ? sum.lowest.probability : sum.lowest.score;
  return [
    model.isCalibrated
      ? `${t.text("terminal.acceptAllAbove")} ${text}.`
      : t.text("terminal.acceptAllUncalibrated"),
    t.text("terminal.acceptAllCount", { count: sum.count }),
    ...(value === null ? [] : [t.text("terminal.acceptAllLowest", { value: t.formats.number(value) })]),
    ...weakest.map((question) => `${pairLines(question, model.presentation, surface).join(", ")}.`),
  ];
}

function reviewSentences(model: ReviewModel, surface: Surface): string[] {
  const { t } = surface;
  const { question, highlighted, index, counts, bucket, showsWhy, last } = model.state.get();
  if (!question) return [t.text(model.isRunGoing ? "terminal.reviewWaiting" : "terminal.reviewDone")];
  const anyLength = Number.POSITIVE_INFINITY;
  const candidate = question.candidates[highlighted];
  const place = t.text("terminal.position", {
    number: index + 1,
    total: Math.max(index + 1, counts[bucket]),
  });
  const worth = t.text("terminal.recommendation", {
    word: t.text(`recommendation.${question.recommendation}`),
  });
  const number = t.text("terminal.captionCandidate", {
    number: highlighted + 1,
    total: question.candidates.length,
  });
  const { presentation } = model;
  return [
    ...(last === "" ? [] : [`${last}.`]),
    `${fit(surface, question.itemKey, anyLength)}. ${worth}. ${place}`,
    candidate
      ? `${number}: ${candidateWords(question, candidate, presentation, t)}${presentation.questions[question.name]?.unscored ? "" : `, ${t.formats.decimals(candidate.score)}`}.`
      : t.text("terminal.offNoCandidate"),
    ...(showsWhy && candidate ? whySentences(question, candidate, presentation, t) : []),
  ];
}

/** How sure it is, then what speaks for it, what against it, and what else there is to know. */
function whySentences(
  question: QuestionRow,
  candidate: Candidate,
  presentation: Presentation,
  t: Translator,
): string[] {
  const { probability } = candidate;
  const sure = probability === null ? t.text("terminal.notCalibrated") : t.formats.percent(probability);
  const reasons = [...inOrder(candidate.reasons, presentation), ...question.reasons];
  const sides = [
    ["for", "terminal.speaksFor"],
    ["against", "terminal.speaksAgainst"],
    ["info", "terminal.speaksInfo"],
  ] as const;
  return [
    `${t.text("terminal.probability")}: ${sure}.`,
    ...sides.flatMap(([side, words]) => {
      const said = reasons.filter(({ speaks }) => speaks === side);
      if (said.length === 0) return [];
      return [`${t.text(words)}: ${said.map((one) => reasonSentence(one, presentation, t)).join(", ")}.`];
    }),
  ];
}

/** Parts as one text, each closed by a full stop. */
function sentence(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== "")
    .join(". ")
    .replaceAll("..", ".");
}

import { comicsIssue, comicsSearch } from "../../engine/workflows/comics/queries/kinds.ts";
import type { ComicsReasonCode } from "../../engine/workflows/comics/reasons.ts";
import type { CoverNote, SkipReason } from "../../engine/workflows/comics/sources/cover.ts";
import type { TextKey } from "../language/catalogue.ts";
import { calibrationLines } from "./calibration-lines.ts";
import { comicInfoAccount } from "./comic-info.ts";
import { fewExamples } from "./few-examples.ts";
import type { Presentation, ReasonRow } from "./presentation.ts";
import { provenance } from "./provenance.ts";

const reasons: Readonly<Record<ComicsReasonCode, ReasonRow>> = {
  cosine: {
    name: "terminalReason.shortCosine",
    sentence: "terminalReason.cosine",
    bar: { figure: "value", empty: 0, full: 1 },
    headline: "score",
  },
  margin: {
    name: "terminalReason.shortMargin",
    sentence: "terminalReason.margin",
    note: "terminalReason.marginNote",
    // A lead of a quarter leaves no doubt in any space.
    bar: { figure: "value", empty: 0, full: 0.25 },
    headline: "terminal.margin",
  },
  "no-rival": {
    name: "terminalReason.shortMargin",
    sentence: "terminalReason.noRival",
    note: "terminalReason.noRival",
    bar: "speaks",
    headline: "terminalReason.noRival",
  },
  overlay: {
    name: "terminalReason.shortOverlay",
    sentence: {
      for: "terminalReason.overlay",
      info: "terminalReason.overlay",
      against: "terminalReason.overlayAgainst",
    },
    note: {
      for: "terminalReason.overlayNote",
      info: "terminalReason.overlayNote",
      against: "terminalReason.overlayAgainst",
    },
    bar: { figure: "value", empty: 0, full: 1 },
  },
  "title-seen": {
    name: "terminalReason.shortTitleSeen",
    sentence: {
      for: "terminalReason.titleSeen",
      info: "terminalReason.titleHidden",
      against: "terminalReason.titleHidden",
    },
    bar: { figure: "value", empty: 0, full: 1 },
  },
  "weakest-part": {
    name: "terminalReason.shortWeakest",
    sentence: {
      for: "terminalReason.weakest",
      info: "terminalReason.weakest",
      against: "terminalReason.weakestAgainst",
    },
    bar: { figure: "value", empty: 0, full: 1 },
  },
  "own-scan": {
    name: "terminalReason.shortOwnScan",
    sentence: "terminalReason.ownScan",
    note: "terminalReason.ownScanNote",
    bar: { figure: "value", empty: 0, full: 1 },
  },
  twin: {
    name: "terminalReason.shortTwin",
    sentence: "terminalReason.twin",
    note: "terminalReason.twin",
    bar: "speaks",
  },
  hash: {
    name: "terminalReason.shortHash",
    sentence: "terminalReason.hash",
    note: "terminalReason.hashNote",
    // Half of the 64 points differ between unrelated drawings.
    bar: { figure: "distance", empty: 32, full: 0 },
  },
  colour: {
    name: "terminalReason.shortColour",
    sentence: "terminalReason.colour",
    bar: { figure: "value", empty: 0, full: 1 },
  },
  series: words("terminalReason.shortSeries", "terminalReason.seriesFor", "terminalReason.seriesAgainst"),
  number: words("terminalReason.shortNumber", "terminalReason.numberFor", "terminalReason.numberAgainst"),
  year: words("terminalReason.shortYear", "terminalReason.yearFor", "terminalReason.yearAgainst"),
  title: words("terminalReason.shortTitle", "terminalReason.titleFor", "terminalReason.titleAgainst"),
  duplicate: {
    name: "terminalReason.shortDuplicate",
    sentence: "terminalReason.duplicate",
    note: "terminalReason.duplicate",
  },
  straightened: prepared("terminalReason.straightened"),
  trimmed: prepared("terminalReason.trimmed"),
  wraparound: prepared("terminalReason.wraparound"),
  "page-unsure": prepared("terminalReason.pageUnsure"),
};

/** What was done to the picture before it was compared. */
function prepared(sentence: TextKey): ReasonRow {
  return { name: "terminalReason.shortPicture", sentence, note: sentence };
}

/** What the comic's own words say: they agree, or they do not. */
function words(name: ReasonRow["name"], agree: ReasonRow["name"], differ: ReasonRow["name"]): ReasonRow {
  const sentence = { for: agree, against: differ, info: agree };
  return { name, sentence, note: sentence, bar: "speaks" };
}

const skips: Readonly<
  Record<SkipReason | "linked" | "copy-not-kept" | "unchanged" | "changed-since", TextKey>
> = {
  "not-a-comic": "skip.notAComic",
  "format-not-read": "skip.formatNotRead",
  linked: "skip.linked",
  "copy-not-kept": "skip.copyNotKept",
  unchanged: "skip.unchanged",
  "changed-since": "skip.changedSince",
};

const notes: Readonly<Record<CoverNote["code"], TextKey>> = {
  "page-skipped": "note.pageSkipped",
  "comic-info-ignored": "note.comicInfoIgnored",
};

/** How the comics workflows are shown. */
export const comics: Presentation = {
  workflows: {
    "comics.calibrate": "terminal.workflowCalibrate",
    "comics.catalogue": "terminal.workflowCatalogue",
    "comics.import": "terminal.workflowBabelcomics",
    "comics.classify": "terminal.workflowClassify",
  },
  stages: {
    read: "terminalStage.read",
    embed: "terminalStage.embed",
    match: "terminalStage.match",
    compare: "terminalStage.compare",
    duplicates: "terminalStage.duplicates",
    fit: "terminalStage.fit",
  },
  skips,
  notes,
  reasons: { ...reasons, ...provenance },
  values: { front: { left: "terminalReason.leftHalf", right: "terminalReason.rightHalf" } },
  estimates: { "comics.calibrate": fewExamples },
  summaries: { "comics.calibrate": calibrationLines, "comics.classify": comicInfoAccount },
  questions: {
    issue: { own: "terminal.captionMine", others: { search: comicsSearch, byName: comicsIssue } },
    duplicate: {
      own: "terminal.captionDuplicate",
      choice: ({ id }) => (id === "keep-both" ? "terminal.keepBoth" : "terminal.keepOnly"),
    },
  },
};

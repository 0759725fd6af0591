import type { CandidateByName, CandidateSearch } from "../../engine/queries/candidate-query.ts";
import type { RunDocument } from "../../engine/run/document.ts";
import type { Candidate, Json, QuestionRow, Reason, RunRow } from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import type { TextKey } from "../language/catalogue.ts";
import type { Translator } from "../language/translator.ts";

/**
 * How a family of workflows is shown: everything that screens and sentences need to know of it, as data. The review
 * itself knows no code of any workflow.
 */
export interface Presentation {
  /** What a run does, by its workflow. */
  readonly workflows: Readonly<Record<string, TextKey>>;
  /** In the order in which items pass them. */
  readonly stages: Readonly<Record<string, TextKey>>;
  /** Why items are skipped, by code. */
  readonly skips: Readonly<Record<string, TextKey>>;
  /**
   * What is worth knowing of an item though it did not fail, by the note's code. Places are filled from its data;
   * `{reason}` is put in the person's language where the data names an error's `code`.
   */
  readonly notes: Readonly<Record<string, TextKey>>;
  /** By code, in the order in which they are shown. */
  readonly reasons: Readonly<Record<string, ReasonRow>>;
  /**
   * What the summary of a run adds to the common figures, by its workflow: lines made of the run's own detail. Names may be
   * shortened to what `columns` have room for; without it nobody minds long lines.
   */
  readonly summaries?: Readonly<
    Record<string, (detail: Json, t: Translator, columns?: number) => readonly string[]>
  >;
  /** What the estimate of a run adds to the common figures, by its workflow: made of the estimate's own detail. */
  readonly estimates?: Readonly<Record<string, (detail: Json, t: Translator) => readonly LabelledFigure[]>>;
  /** What is told of a run while it is at work, by its workflow, beside what is told of every run. */
  readonly live?: Readonly<
    Record<string, (stores: Stores, run: RunRow, t: Translator) => readonly LiveLine[]>
  >;
  /** What helps against what went wrong on the way, although it may have failed no item. */
  readonly advice?: {
    /** What went wrong, as codes, by the run's document. */
    readonly codes: (document: RunDocument) => readonly string[];
    /** By code, in the order in which they are told; codes without words are not told. */
    readonly words: Readonly<Record<string, TextKey>>;
  };
  /** Codes that stand in the data of reasons and notes, in words: by the place that they fill, then by code. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, TextKey>>>>;
  /**
   * While a run of this workflow is at work, the picture that answered this question of the item that was done last is
   * shown.
   */
  readonly showsNewest?: Readonly<Record<string, string>>;
  /** Kinds of effects that nothing takes back. */
  readonly lasting?: readonly string[];
  /** By the question's name. */
  readonly questions: Readonly<Record<string, QuestionRowWords>>;
}

/** A line that a run at work is told by. */
export interface LiveLine {
  readonly text: string;
  /** Something went wrong that a person should see. */
  readonly isAlert?: boolean;
}

/** A figure with what it is called. */
export interface LabelledFigure {
  readonly label: string;
  readonly value: string;
}

/** How one kind of reason is shown. Places of its texts are filled from the reason's data. */
export interface ReasonRow {
  /** The signal in a word or two, beside its bar. */
  readonly name: TextKey;
  /** The whole reason, part of a sentence. */
  readonly sentence: Sided;
  /** What the panel of reasons adds to name, bar and number. */
  readonly note?: Sided;
  readonly bar?: Bar;
  /**
   * It is told beside the score already: in these words, or by the score itself. Lists of what else there is to say
   * leave it out.
   */
  readonly headline?: TextKey | "score";
}

/** One text, or one for each side that a reason may speak for. */
export type Sided = TextKey | Readonly<Record<Reason["speaks"], TextKey>>;

/**
 * How full a reason's bar is. A figure of its data, with the values at which the bar is empty and full, so that more
 * always speaks for the candidate; or `speaks`: full where it speaks for it, empty where against.
 */
export type Bar = { readonly figure: string; readonly empty: number; readonly full: number } | "speaks";

/** How one kind of question is shown. */
export interface QuestionRowWords {
  /** What the item's own side is called. */
  readonly own: TextKey;
  /** The item's own side in words; the item's key where left out. */
  readonly mine?: (question: QuestionRow) => string | undefined;
  /** A candidate in words, where its label alone does not say what choosing it does. It has the place `{label}`. */
  readonly choice?: (candidate: Candidate) => TextKey | undefined;
  /** The candidates are in order, but their scores measure nothing. */
  readonly unscored?: true;
  /** Neither side has a picture: words take their place. */
  readonly unpictured?: true;
  /** What finds other candidates than those that were suggested; left out where there can be no others. */
  readonly others?: { readonly search: CandidateSearch; readonly byName: CandidateByName };
}

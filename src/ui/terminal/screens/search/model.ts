import { describeError, toLoteError } from "../../../../engine/errors/lote-error.ts";
import type { Found } from "../../../../engine/queries/candidate-query.ts";
import type { Candidate, QuestionRow, RunRow } from "../../../../stores/ledger.ts";
import { familyOf } from "../../../../stores/sqlite/ledger/rejections.ts";
import { presentationOf } from "../../../presentation/of-workflow.ts";
import type { Presentation } from "../../../presentation/presentation.ts";
import type { Desk } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import type { KeyPress } from "../../keymap/key-name.ts";
import { Observable } from "../../view-model/observable.ts";
import { pastedInLine, typedLine } from "../../view-model/typed-line.ts";
import { clampWindow } from "../../view-model/window.ts";

export interface SearchState {
  readonly text: string;
  readonly rows: readonly Found[];
  readonly selected: number;
  /** Do the rows answer the text? Else they are those of an earlier one. */
  readonly isAnswered: boolean;
  /** Why there is no answer. */
  readonly problem: string | null;
}

/** Whoever types on within this has not finished the word. */
const restMs = 100;
/** Rows that come one by one are not drawn one by one. */
const drawMs = 50;
const mostRows = 60;

/** Looks for something that nobody suggested. Every key asks anew, and what was asked before is let go. */
export class SearchModel implements ScreenModel {
  readonly name = "search";
  readonly state = new Observable<SearchState>({
    text: "",
    rows: [],
    selected: 0,
    isAnswered: true,
    problem: null,
  });
  /** Things that a person ruled out for this question's subject. */
  readonly rejected: ReadonlySet<string>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = new AbortController();

  /** @param choose called with what was chosen */
  constructor(
    private readonly desk: Desk,
    readonly run: RunRow,
    readonly question: QuestionRow,
    private readonly choose: (candidate: Candidate) => unknown,
  ) {
    const { rejections } = desk.stores.ledger;
    this.rejected = rejections.targets(familyOf(run.workflow), question.subject);
  }

  title(): readonly string[] {
    const { t } = this.desk;
    return [t.text("terminal.reviewTitle"), this.run.name, t.text("terminal.searchTitle")];
  }

  get presentation(): Presentation {
    return presentationOf(this.run.workflow);
  }

  get selected(): Found | undefined {
    const { rows, selected } = this.state.get();
    return rows[selected];
  }

  actions(): Actions {
    const { t } = this.desk;
    const { rows, selected, isAnswered, text } = this.state.get();
    const nothing = text === "" ? "terminal.offNothingTyped" : "terminal.searchNothing";
    const off = isAnswered ? (this.selected ? undefined : t.text(nothing)) : t.text("terminal.searching");
    const move = (by: number) => ({
      run: () => this.state.change({ selected: clampWindow(selected + by, rows.length) }),
      off: rows.length === 0 ? t.text(nothing) : undefined,
    });
    return {
      chooseFound: { run: () => this.#choose(), off },
      previousFound: move(-1),
      nextFound: move(1),
      closeSearch: { run: () => this.desk.back() },
    };
  }

  type(key: KeyPress): boolean {
    const text = typedLine(this.state.get().text, key);
    if (text === undefined) return false;
    this.#set(text);
    return true;
  }

  paste(pasted: string): void {
    this.#set(pastedInLine(this.state.get().text, pasted));
  }

  hidden(): void {
    clearTimeout(this.#timer);
    this.#asked.abort();
  }

  #set(text: string): void {
    if (text === this.state.get().text) return;
    clearTimeout(this.#timer);
    this.#asked.abort();
    if (text.trim() === "") {
      this.state.set({ text, rows: [], selected: 0, isAnswered: true, problem: null });
      return;
    }
    this.state.change({ text, isAnswered: false, problem: null });
    this.#timer = setTimeout(() => void this.#ask(text), restMs);
  }

  async #ask(text: string): Promise<void> {
    const search = this.presentation.questions[this.question.name]?.others?.search;
    if (!search) return;
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    const rows: Found[] = [];
    let drawn = 0;
    let drawnAt = performance.now();
    const draw = (isAnswered: boolean) => {
      // Who has gone down the first rows already stays where they are.
      const selected = drawn === 0 ? 0 : this.state.get().selected;
      this.state.change({ rows: [...rows], selected, isAnswered });
      drawn = rows.length;
      drawnAt = performance.now();
    };
    try {
      for await (const row of this.desk.queries.ask(search, { text, limit: mostRows }, { signal })) {
        rows.push(row);
        if (performance.now() - drawnAt >= drawMs) draw(false);
      }
      if (!signal.aborted) draw(true);
    } catch (error) {
      const { code, data } = toLoteError(error);
      const { message } = describeError(code, data, this.desk.t.language);
      if (!signal.aborted) this.state.change({ rows: [], isAnswered: true, problem: message });
    }
  }

  #choose(): unknown {
    const { selected } = this;
    if (!selected) return undefined;
    this.desk.close(this);
    return this.choose(selected.candidate);
  }
}

import { acceptAll } from "../../../../engine/run/accept-all.ts";
import type { QuestionRow, RunRow } from "../../../../stores/ledger.ts";
import type { Acceptances } from "../../../../stores/sqlite/ledger/acceptable.ts";
import { presentationOf } from "../../../presentation/of-workflow.ts";
import type { Presentation } from "../../../presentation/presentation.ts";
import type { Desk } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import type { KeyPress } from "../../keymap/key-name.ts";
import { Observable } from "../../view-model/observable.ts";

export interface AcceptAllState {
  /** The probability as it was typed. */
  readonly text: string;
  readonly sum: Acceptances;
  readonly weakest: readonly QuestionRow[];
  /** So many are written; null before it was begun. */
  readonly accepted: number | null;
}

/** From here up where the run's own policy says nothing. */
const usual = 0.97;
const step = 0.01;
const shownWeakest = 5;
const longestText = 6;

/** Accept all that are sure enough: how many, the lowest and the weakest are shown before anything is done. */
export class AcceptAllModel implements ScreenModel {
  readonly name = "acceptAll";
  readonly state: Observable<AcceptAllState>;
  /** Is a probability known? Else what is strongly recommended is meant. */
  readonly isCalibrated: boolean;
  /** Set while they are being accepted. */
  #stop: AbortController | undefined;

  /** @param done called when any were accepted */
  constructor(
    private readonly desk: Desk,
    readonly run: RunRow,
    private readonly done: () => void,
  ) {
    this.isCalibrated = desk.stores.ledger.acceptable.isCalibrated(run.id);
    const text = this.isCalibrated ? desk.t.formats.number(run.policy.acceptAbove ?? usual) : "";
    this.state = new Observable<AcceptAllState>({ text, ...this.#count(text), accepted: null });
  }

  title(): readonly string[] {
    return [
      this.desk.t.text("terminal.reviewTitle"),
      this.run.name,
      this.desk.t.text("terminal.acceptAllTitle"),
    ];
  }

  get presentation(): Presentation {
    return presentationOf(this.run.workflow);
  }

  hidden(): void {
    this.#stop?.abort();
  }

  actions(): Actions {
    const { t } = this.desk;
    const { text, sum, accepted } = this.state.get();
    const busy = accepted === null ? undefined : t.text("terminal.offStillAccepting");
    const above = this.#above(text);
    const nudge = (by: number) => ({
      run: () => this.#type(t.formats.decimals(Math.min(1, Math.max(step, (above ?? usual) + by)))),
      off: busy ?? (this.isCalibrated ? undefined : t.text("terminal.acceptAllUncalibrated")),
    });
    const why = above === undefined ? "terminal.offNoProbability" : "terminal.offNothingSure";
    return {
      surer: nudge(step),
      lessSure: nudge(-step),
      acceptThem: { run: () => this.#ask(), off: busy ?? (sum.count > 0 ? undefined : t.text(why)) },
      ...(busy === undefined ? {} : { back: { run: () => this.#stop?.abort() } }),
    };
  }

  type({ name, text }: KeyPress): boolean {
    const { text: typed, accepted } = this.state.get();
    // Another screen over this one would end what is under way.
    if (accepted !== null) return text === "?";
    if (!this.isCalibrated) return false;
    if (name === "backspace" || name === "delete") this.#type(typed.slice(0, -1));
    else if (/^[\d.,]$/.test(text)) this.#type((typed + text).slice(-longestText));
    else return false;
    return true;
  }

  #type(text: string): void {
    this.state.change({ text, ...this.#count(text) });
  }

  /** Null: none is known; undefined: what is typed is no probability. */
  #above(text: string): number | null | undefined {
    if (!this.isCalibrated) return null;
    const value = Number(text.replace(",", "."));
    return text !== "" && value > 0 && value <= 1 ? value : undefined;
  }

  #count(text: string): Pick<AcceptAllState, "sum" | "weakest"> {
    const above = this.#above(text);
    if (above === undefined) return { sum: nothing, weakest: [] };
    const { acceptable } = this.desk.stores.ledger;
    const which = { run: this.run, above };
    return { sum: acceptable.sum(which), weakest: acceptable.weakest(which, shownWeakest) };
  }

  #ask(): void {
    const { count } = this.state.get().sum;
    const question = this.desk.t.text("terminal.askAcceptAll", { count });
    this.desk.ask({ question, yes: () => this.#accept() });
  }

  async #accept(): Promise<void> {
    const { text, sum } = this.state.get();
    const above = this.#above(text);
    if (above === undefined) return;
    const { desk, run } = this;
    this.#stop = new AbortController();
    this.state.change({ accepted: 0 });
    const count = await acceptAll(desk.stores.ledger, { run, above }, sum, {
      by: "person",
      signal: this.#stop.signal,
      onProgress: (accepted) => this.state.change({ accepted }),
    });
    if (count > 0) this.done();
    desk.close(this);
    desk.say(desk.t.text("terminal.acceptedAll", { count }));
  }
}

const nothing: Acceptances = { count: 0, lowest: { score: null, probability: null }, last: 0 };

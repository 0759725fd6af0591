import { statusOf, totalOf } from "../../../../engine/run/progress.ts";
import type { RunRow } from "../../../../stores/ledger.ts";
import { workflowWords } from "../../../presentation/words.ts";
import type { Desk } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import { Observable } from "../../view-model/observable.ts";

/** One line of the menu. */
export interface MenuEntry {
  readonly id:
    | "current"
    | "catalogue"
    | "classify"
    | "calibrate"
    | "people"
    | "faces"
    | "documents"
    | "products"
    | "review"
    | "runs"
    | "quit";
  readonly words: string;
  /** What is behind it now. */
  readonly note: string;
  /** What must be done first; then the entry leads nowhere. */
  readonly off?: string;
}

export interface MenuState {
  readonly entries: readonly MenuEntry[];
  readonly selected: number;
  readonly covers: number;
  readonly issues: number;
  readonly linked: number;
}

/** So many of the newest runs are looked at for what waits. */
const recentRuns = 100;
const refreshMs = 1000;

/** Where one begins: what can be done here, and what must come first. */
export class MenuModel implements ScreenModel {
  readonly name = "menu";
  readonly state: Observable<MenuState>;
  #current: RunRow | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly desk: Desk) {
    this.state = new Observable(this.#look(0));
    this.state.change({ selected: Math.max(0, this.#firstUseful()) });
  }

  title(): readonly string[] {
    return [];
  }

  shown(): void {
    this.#refresh();
    this.#timer = setInterval(() => this.#refresh(), refreshMs);
  }

  hidden(): void {
    clearInterval(this.#timer);
  }

  actions(): Actions {
    const { entries, selected } = this.state.get();
    const entry = entries[selected];
    const move = (by: number) => ({
      run: () => this.state.change({ selected: (selected + by + entries.length) % entries.length }),
    });
    return {
      up: move(-1),
      down: move(1),
      open: { run: () => entry && this.#open(entry), off: entry?.off },
      back: { run: () => this.desk.back(), words: this.desk.t.text("terminalKeys.quit") },
    };
  }

  #open({ id }: MenuEntry): void {
    if (id === "quit") this.desk.back();
    else if (id === "current") {
      if (this.#current) this.desk.go({ screen: "run", run: this.#current });
    } else if (id === "catalogue" || id === "classify") this.desk.go({ screen: "form", flow: id });
    else if (id === "calibrate") this.desk.go({ screen: "estimate", flow: id, values: {} });
    else this.desk.go({ screen: id });
  }

  #firstUseful(): number {
    const { entries, covers } = this.state.get();
    const waits = entries.some(({ id, off }) => id === "review" && off === undefined);
    const wanted = covers === 0 ? "catalogue" : waits ? "review" : "classify";
    return entries[0]?.id === "current" ? 0 : entries.findIndex(({ id }) => id === wanted);
  }

  #refresh(): void {
    const before = this.state.get();
    const next = this.#look(before.selected);
    // With the first covers the next step is another one.
    const isNextStep = before.covers === 0 && next.covers > 0;
    const id = isNextStep ? "classify" : before.entries[before.selected]?.id;
    // A line that appears above must not move the choice.
    const selected = next.entries.findIndex((entry) => entry.id === id);
    const fresh = { ...next, selected: selected === -1 ? 0 : selected };
    if (JSON.stringify(fresh) !== JSON.stringify(before)) this.state.set(fresh);
  }

  #look(selected: number): MenuState {
    const { stores, t } = this.desk;
    const { ledger } = stores;
    const runs = ledger.runs.list(recentRuns);
    const waiting = runs.reduce((sum, run) => sum + ledger.counters.counts(run.id).review, 0);
    const { covers, issues } = stores.comics.catalogue.size();
    this.#current = runs.find(({ state }) => state === "active" || state === "paused");
    const entries: MenuEntry[] = [
      ...(this.#current ? [this.#currentEntry(this.#current)] : []),
      {
        id: "catalogue",
        words: t.text("terminal.menuCatalogue"),
        note: covers > 0 ? t.text("terminal.menuCatalogueNote", { count: covers }) : "",
      },
      {
        id: "classify",
        words: t.text("terminal.menuClassify"),
        note: "",
        ...(covers === 0 ? { off: t.text("terminal.menuClassifyOff") } : {}),
      },
      {
        id: "review",
        words: t.text("terminal.menuReview"),
        note: waiting > 0 ? t.text("terminal.menuReviewNote", { count: waiting }) : "",
        ...(waiting === 0 ? { off: t.text("terminal.menuReviewOff") } : {}),
      },
      {
        id: "runs",
        words: t.text("terminal.menuRuns"),
        note: "",
        ...(runs.length === 0 ? { off: t.text("terminal.menuRunsOff") } : {}),
      },
      {
        id: "calibrate",
        words: t.text("terminal.menuCalibrate"),
        note: "",
        ...(covers === 0 ? { off: t.text("terminal.menuClassifyOff") } : {}),
      },
      {
        id: "people",
        words: t.text("people.menu"),
        note: "",
      },
      { id: "documents", words: t.text("documents.menu"), note: "" },
      { id: "faces", words: t.text("faces.menu"), note: "" },
      { id: "products", words: t.text("products.menu"), note: "" },
      { id: "quit", words: t.text("terminal.menuQuit"), note: "" },
    ];
    return { entries, selected, covers, issues, linked: stores.comics.collection.linked() };
  }

  #currentEntry(run: RunRow): MenuEntry {
    const { stores, t } = this.desk;
    const counts = stores.ledger.counters.counts(run.id);
    const finished = counts.done + counts.review + counts.skipped + counts.failed;
    const total = totalOf(counts);
    const status = t.text(`runStatus.${statusOf(stores.ledger, run, counts)}`);
    const share = run.sourceDone && total > 0 ? `, ${t.formats.percent(finished / total)}` : "";
    return {
      id: "current",
      words: t.text("terminal.menuCurrent", { workflow: workflowWords(run.workflow, t) }),
      note: `${status}${share}`,
    };
  }
}

import { type RunStatus, statusOf, totalOf } from "../../../../engine/run/progress.ts";
import type { RunRow } from "../../../../stores/ledger.ts";
import type { Desk } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import { runActions } from "../../run/run-actions.ts";
import { Observable } from "../../view-model/observable.ts";
import { clampWindow } from "../../view-model/window.ts";

/** One line of the list. */
export interface RunLine {
  readonly run: RunRow;
  readonly status: RunStatus;
  readonly total: number;
  readonly done: number;
  readonly review: number;
  readonly failed: number;
}

export interface RunsState {
  readonly runs: readonly RunRow[];
  readonly selected: number;
  /** Grows with every look, so that the visible lines are read again. */
  readonly looks: number;
}

const shownRuns = 500;
const refreshMs = 1000;

/** All runs, newest first, and what can be done to each. */
export class RunsModel implements ScreenModel {
  readonly name = "runs";
  readonly state: Observable<RunsState>;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly desk: Desk) {
    this.state = new Observable({ runs: desk.stores.ledger.runs.list(shownRuns), selected: 0, looks: 0 });
  }

  title(): readonly string[] {
    return [this.desk.t.text("terminal.runsTitle")];
  }

  shown(): void {
    this.#look();
    this.#timer = setInterval(() => this.#look(), refreshMs);
  }

  hidden(): void {
    clearInterval(this.#timer);
  }

  /** The figures of the runs from `start` to `end`; only what is visible is asked for. */
  lines(start: number, end: number): RunLine[] {
    const { ledger } = this.desk.stores;
    return this.state
      .get()
      .runs.slice(start, end)
      .map((run) => {
        const counts = ledger.counters.counts(run.id);
        const { done, review, failed } = counts;
        return { run, status: statusOf(ledger, run, counts), total: totalOf(counts), done, review, failed };
      });
  }

  actions(): Actions {
    const { runs, selected } = this.state.get();
    const run = runs[selected];
    if (!run) return {};
    const select = (index: number) => ({
      run: () => this.state.change({ selected: clampWindow(index, runs.length) }),
    });
    const view = this.desk.runs.view(run);
    if (!view.isWatched) view.look();
    return {
      ...runActions(this.desk, view),
      up: select(selected - 1),
      down: select(selected + 1),
      first: select(0),
      last: select(runs.length - 1),
      open: { run: () => this.desk.go({ screen: "run", run }) },
    };
  }

  #look(): void {
    const { runs, selected, looks } = this.state.get();
    const id = runs[selected]?.id;
    const fresh = this.desk.stores.ledger.runs.list(shownRuns);
    const at = fresh.findIndex((run) => run.id === id);
    this.state.set({ runs: fresh, selected: Math.max(0, at), looks: looks + 1 });
  }
}

import { documentOf, type RunDocument } from "../../../../engine/run/document.ts";
import type { RunRow } from "../../../../stores/ledger.ts";
import { reachableDocument } from "../../../presentation/reachable-document.ts";
import { workflowWords } from "../../../presentation/words.ts";
import type { Desk } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import { exportAction } from "../../run/export-run.ts";
import { isOver, runActions } from "../../run/run-actions.ts";
import type { RunView } from "../../run/run-view.ts";
import { Observable } from "../../view-model/observable.ts";

const lookMs = 500;

/** What became of a run that is over. When it comes back to life (a retry, an undo) the dashboard takes over. */
export class SummaryModel implements ScreenModel {
  readonly name = "summary";
  readonly state: Observable<RunDocument>;
  readonly #view: RunView;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly desk: Desk,
    readonly run: RunRow,
  ) {
    this.#view = desk.runs.view(run);
    this.state = new Observable(this.#read());
  }

  title(): readonly string[] {
    return [workflowWords(this.run.workflow, this.desk.t), this.run.name];
  }

  shown(): void {
    // The clock first: looking may replace this screen, which stops it.
    this.#timer = setInterval(() => this.#look(), lookMs);
    this.#look();
  }

  hidden(): void {
    clearInterval(this.#timer);
  }

  actions(): Actions {
    return { ...runActions(this.desk, this.#view), exportRun: exportAction(this.desk, this.run) };
  }

  #look(): void {
    if (!this.#view.isWatched) this.#view.look();
    const fresh = this.#read();
    if (JSON.stringify(fresh) !== JSON.stringify(this.state.get())) this.state.set(fresh);
    if (isOver(fresh.status)) return;
    this.hidden();
    this.desk.replace({ screen: "run", run: this.run });
  }

  #read(): RunDocument {
    const { stores, t, workspaceFlag } = this.desk;
    return reachableDocument(documentOf(stores.ledger, this.run, t.language), workspaceFlag);
  }
}

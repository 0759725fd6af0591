import type { RunRow } from "../../../../stores/ledger.ts";
import type { Desk } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import { isOver, runActions } from "../../run/run-actions.ts";
import type { RunPicture, RunView } from "../../run/run-view.ts";
import { workflowWords } from "../../run/words.ts";
import type { Observable } from "../../view-model/observable.ts";

/** How often a run is looked at that this program does not keep at work itself. */
const lookMs = 500;

/** A run while it lives. When it is over its summary takes this screen's place. */
export class DashboardModel implements ScreenModel {
  readonly name = "dashboard";
  readonly state: Observable<RunPicture>;
  readonly #view: RunView;
  #timer: ReturnType<typeof setInterval> | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(
    private readonly desk: Desk,
    readonly run: RunRow,
  ) {
    this.#view = desk.runs.view(run);
    this.state = this.#view.picture;
  }

  title(): readonly string[] {
    return [workflowWords(this.run.workflow, this.desk.t), this.run.name];
  }

  shown(): void {
    this.#unsubscribe = this.state.subscribe(() => this.#followTheEnd());
    this.#timer = setInterval(() => this.#look(), lookMs);
    this.#look();
    this.#followTheEnd();
  }

  hidden(): void {
    clearInterval(this.#timer);
    this.#unsubscribe?.();
  }

  actions(): Actions {
    return runActions(this.desk, this.#view);
  }

  #look(): void {
    if (this.#view.isWatched) return;
    this.#view.look();
    const { status } = this.state.get().progress;
    if (status === "running" || status === "waiting") this.#view.follow();
  }

  #followTheEnd(): void {
    if (!isOver(this.state.get().progress.status)) return;
    this.hidden();
    // Not from inside the change that is being told.
    queueMicrotask(() => this.desk.replace({ screen: "run", run: this.run }));
  }
}

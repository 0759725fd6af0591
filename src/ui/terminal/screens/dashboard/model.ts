import type { RunRow } from "../../../../stores/ledger.ts";
import { presentationOf } from "../../../presentation/of-workflow.ts";
import type { LiveLine } from "../../../presentation/presentation.ts";
import { workflowWords } from "../../../presentation/words.ts";
import type { Desk } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import { isOver, runActions } from "../../run/run-actions.ts";
import type { RunPicture, RunView } from "../../run/run-view.ts";
import { Observable } from "../../view-model/observable.ts";

/** How often a run is looked at that this program does not keep at work itself. */
const lookMs = 500;

/** An item, and the key of its picture. */
export interface Newest {
  readonly item: string;
  readonly preview: string;
}

/** A run while it lives. When it is over its summary takes this screen's place. */
export class DashboardModel implements ScreenModel {
  readonly name = "dashboard";
  readonly state: Observable<RunPicture>;
  readonly #view: RunView;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** What the workflow itself tells of the run. */
  readonly live = new Observable<readonly LiveLine[]>([]);
  #newest: Newest | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(
    readonly desk: Desk,
    readonly run: RunRow,
  ) {
    this.#view = desk.runs.view(run);
    this.state = this.#view.picture;
  }

  /** What is shown of the item that was done last, where the workflow shows any. */
  newest(): Newest | undefined {
    const name = presentationOf(this.run.workflow).showsNewest?.[this.run.workflow];
    if (name === undefined) return undefined;
    const { items, questions } = this.desk.stores.ledger;
    for (const event of this.state.get().progress.recent) {
      if (event.type !== "item" || event.state !== "done") continue;
      if (event.item === this.#newest?.item) break;
      const id = items.idOf(this.run.id, event.item);
      const question = id === undefined ? undefined : questions.ofItem(id).find((one) => one.name === name);
      const choice = question?.decision?.choice;
      const preview = question?.candidates.find((candidate) => candidate.id === choice)?.preview;
      if (preview === undefined) continue;
      this.#newest = { item: event.item, preview };
      break;
    }
    return this.#newest;
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
    this.#lookLive();
    if (this.#view.isWatched) return;
    this.#view.look();
    const { status } = this.state.get().progress;
    if (status === "running" || status === "waiting") this.#view.follow();
  }

  #lookLive(): void {
    const { stores, t } = this.desk;
    const lines = presentationOf(this.run.workflow).live?.[this.run.workflow]?.(stores, this.run, t) ?? [];
    if (!Bun.deepEquals(lines, this.live.get())) this.live.set(lines);
  }

  #followTheEnd(): void {
    if (!isOver(this.state.get().progress.status)) return;
    this.hidden();
    // Not from inside the change that is being told.
    queueMicrotask(() => this.desk.replace({ screen: "run", run: this.run }));
  }
}

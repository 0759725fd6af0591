import type { EngineSettings } from "../../../engine/config/engine-settings.ts";
import type { RunRow } from "../../../stores/ledger.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import { RunView } from "./run-view.ts";

/** The runs that this program looks at, one view each. */
export class RunHub {
  readonly #views = new Map<number, RunView>();
  readonly #touched = new Set<RunView>();

  constructor(
    private readonly stores: Stores,
    private readonly settings: EngineSettings,
  ) {}

  view(run: RunRow): RunView {
    const known = this.#views.get(run.id);
    if (known) return known;
    const view = new RunView(this.stores, run, this.settings);
    this.#views.set(run.id, view);
    return view;
  }

  /** Something was started, decided or steered in this run: the farewell will speak of it. */
  touch(view: RunView): RunView {
    this.#touched.add(view);
    return view;
  }

  get touched(): readonly RunView[] {
    return [...this.#touched];
  }

  /** Those that this program keeps at work. */
  get engaged(): readonly RunView[] {
    return [...this.#views.values()].filter((view) => view.isEngaged && view.row().state === "active");
  }

  /** The program leaves; all runs go on. Resolves when the store is read no more. */
  async leave(): Promise<void> {
    await Promise.all([...this.#views.values()].map((view) => view.leave()));
  }
}

import type { TextKey } from "../../../language/catalogue.ts";
import type { Desk, Destination } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import { Observable } from "../../view-model/observable.ts";
import { clampWindow } from "../../view-model/window.ts";

/** One line of a menu within the menu. */
export interface SubmenuEntry {
  readonly words: TextKey;
  /** How many are behind it. */
  readonly count: number | null;
  readonly to: Destination;
  readonly off?: TextKey;
}

export interface SubmenuState {
  readonly entries: readonly SubmenuEntry[];
  readonly selected: number;
}

/** What a menu within the menu leads to; `entries` is asked again whenever it is shown. */
export interface Submenu {
  readonly name: ScreenModel["name"];
  readonly heading: TextKey;
  entries(desk: Desk): readonly SubmenuEntry[];
}

/** A menu within the menu. */
export class SubmenuModel implements ScreenModel {
  readonly name: ScreenModel["name"];
  readonly state: Observable<SubmenuState>;

  constructor(
    private readonly desk: Desk,
    private readonly submenu: Submenu,
  ) {
    this.name = submenu.name;
    this.state = new Observable({ entries: submenu.entries(desk), selected: 0 });
  }

  title(): readonly string[] {
    return [this.desk.t.chosen(this.submenu.heading)];
  }

  shown(): void {
    this.state.change({ entries: this.submenu.entries(this.desk) });
  }

  actions(): Actions {
    const { entries, selected } = this.state.get();
    const entry = entries[selected];
    const select = (index: number) => ({
      run: () => this.state.change({ selected: clampWindow(index, entries.length) }),
    });
    return {
      up: select(selected - 1),
      down: select(selected + 1),
      open: { run: () => entry && this.desk.go(entry.to), off: entry?.off && this.desk.t.chosen(entry.off) },
    };
  }
}

import type { Desk } from "../../desk/desk.ts";
import type { Action, Actions, ScreenModel } from "../../desk/screen-model.ts";
import type { KeyPress } from "../../keymap/key-name.ts";
import { keyLabels, keysOf } from "../../keymap/lookup.ts";
import { Observable } from "../../view-model/observable.ts";

/** One line of the list: an action of the screen below, with its keys. */
export interface HelpLine {
  readonly keys: string;
  readonly words: string;
  readonly off: string | undefined;
  readonly run: (() => unknown) | undefined;
}

export interface HelpState {
  readonly filter: string;
  readonly selected: number;
}

/** Everything the screen below can do: typing narrows the list, Enter does it. */
export class HelpModel implements ScreenModel {
  readonly name = "help";
  readonly state = new Observable<HelpState>({ filter: "", selected: 0 });
  readonly #all: readonly HelpLine[];

  constructor(
    private readonly desk: Desk,
    readonly of: ScreenModel,
  ) {
    const { t } = desk;
    const actions: Readonly<Record<string, Action | undefined>> = of.actions();
    this.#all = keysOf(of.name)
      .filter(({ action }) => action !== "help")
      .map((row) => {
        const action = actions[row.action];
        const words = action?.words ?? t.text(row.words as "terminalKeys.back");
        const run = row.action === "back" && !action ? () => desk.back() : action?.run;
        return {
          keys: keyLabels(row, desk.surface.get()),
          words,
          off: action?.off,
          run: run && (() => run(row.keys[0] ?? "")),
        };
      });
  }

  title(): readonly string[] {
    return [...this.of.title(), this.desk.t.text("terminal.helpTitle")];
  }

  lines(): readonly HelpLine[] {
    const wanted = plain(this.state.get().filter);
    return this.#all.filter((line) => plain(`${line.keys} ${line.words}`).includes(wanted));
  }

  actions(): Actions {
    const lines = this.lines();
    const { selected } = this.state.get();
    const line = lines[selected];
    const move = (by: number) => ({
      run: () => this.state.change({ selected: (selected + by + lines.length) % Math.max(1, lines.length) }),
    });
    return {
      helpUp: move(-1),
      helpDown: move(1),
      helpRun: {
        run: () => {
          this.desk.back();
          return line?.run?.();
        },
        off: line?.off ?? (line?.run ? undefined : this.desk.t.text("terminal.offNotHere")),
      },
      helpClose: { run: () => this.desk.back() },
    };
  }

  type({ name, text }: KeyPress): boolean {
    const { filter } = this.state.get();
    if (name === "backspace" || name === "delete")
      this.state.set({ filter: filter.slice(0, -1), selected: 0 });
    else if (text === "" || name === "enter") return false;
    // The key that opened the list closes it.
    else if (text === "?" && filter === "") this.desk.back();
    else this.state.set({ filter: filter + text, selected: 0 });
    return true;
  }
}

/** Without accents and case. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

import { nameKey } from "../../../../stores/sqlite/characters/characters.ts";
import type { Desk } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import { fit } from "../../surface/fit.ts";
import { Observable } from "../../view-model/observable.ts";
import { clampWindow } from "../../view-model/window.ts";

/** A name, and why it may not be wanted. */
export interface NameLine {
  readonly name: string;
  readonly note: "imported" | "repeated" | null;
}

export interface NamesState {
  readonly ticked: ReadonlySet<number>;
  readonly selected: number;
}

/** Names to look through before they are imported: who is there already, or named twice, begins without a tick. */
export class NamesModel implements ScreenModel {
  readonly name = "names";
  readonly lines: readonly NameLine[];
  readonly state: Observable<NamesState>;

  constructor(
    private readonly desk: Desk,
    names: readonly string[],
    private readonly category: string | null,
  ) {
    const seen = new Set<string>();
    const { collection } = desk.stores.characters;
    this.lines = names.map((name) => {
      const isRepeated = seen.has(nameKey(name));
      seen.add(nameKey(name));
      return { name, note: isRepeated ? "repeated" : collection.named(name) ? "imported" : null };
    });
    const wanted = [...this.lines.keys()].filter((index) => this.lines[index]?.note === null);
    this.state = new Observable<NamesState>({ ticked: new Set(wanted), selected: 0 });
  }

  title(): readonly string[] {
    const { t } = this.desk;
    return [t.text("people.menuHeading"), this.category ?? t.text("people.flowNames")];
  }

  get tickedLines(): readonly NameLine[] {
    const { ticked } = this.state.get();
    return this.lines.filter((_, index) => ticked.has(index));
  }

  actions(): Actions {
    const { ticked, selected } = this.state.get();
    const { t } = this.desk;
    const off = ticked.size === 0 ? t.text("people.offNoneTicked") : undefined;
    const select = (index: number) => ({
      run: () => this.state.change({ selected: clampWindow(index, this.lines.length) }),
    });
    const tick = (indexes: Iterable<number>) => this.state.change({ ticked: new Set(indexes) });
    return {
      up: select(selected - 1),
      down: select(selected + 1),
      first: select(0),
      last: select(this.lines.length - 1),
      open: { run: () => this.#goOn(), off, words: t.text("terminalKeys.goOn") },
      tick: {
        run: () => {
          tick(ticked.has(selected) ? [...ticked].filter((one) => one !== selected) : [...ticked, selected]);
          this.state.change({ selected: clampWindow(selected + 1, this.lines.length) });
        },
      },
      tickAll: { run: () => tick(this.lines.keys()) },
      tickNone: { run: () => tick([]) },
      saveList: { run: () => this.#save(), off },
    };
  }

  #goOn(): void {
    const names = this.tickedLines.map(({ name }) => name).join("\n");
    // Who is ticked although they are there already is to be imported again.
    const refresh = this.tickedLines.some(({ note }) => note === "imported");
    const values = { names, refresh, category: this.category ?? "" };
    this.desk.go({ screen: "form", flow: "people", values });
  }

  #save(): void {
    const { t } = this.desk;
    const done = (list: string) => {
      if (list === "") return undefined;
      if (!this.desk.stores.characters.lists.find(list)) return this.#put(list);
      this.desk.ask({
        question: t.text("people.askReplace", { list: fit(this.desk.surface.get(), list, 40) }),
        yes: () => this.#put(list),
      });
    };
    this.desk.go({ screen: "prompt", label: t.text("people.askName"), text: this.category ?? "", done });
  }

  async #put(list: string): Promise<void> {
    const { ledger, characters } = this.desk.stores;
    const names = this.tickedLines.map(({ name }) => name);
    await ledger.write(() => characters.lists.put(list, this.category, names));
    this.desk.say(this.desk.t.text("people.saved", { list: fit(this.desk.surface.get(), list, 40) }), "good");
  }
}

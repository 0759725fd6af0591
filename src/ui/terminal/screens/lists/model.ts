import { LoteError } from "../../../../engine/errors/lote-error.ts";
import type { NameList } from "../../../../stores/characters.ts";
import type { Desk } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import { fit } from "../../surface/fit.ts";
import { Observable } from "../../view-model/observable.ts";
import { clampWindow } from "../../view-model/window.ts";

export interface ListsState {
  readonly lists: readonly NameList[];
  readonly selected: number;
}

/** The saved lists of names: to run again, rename and delete. */
export class ListsModel implements ScreenModel {
  readonly name = "lists";
  readonly state: Observable<ListsState>;

  constructor(private readonly desk: Desk) {
    this.state = new Observable({ lists: desk.stores.characters.lists.all(), selected: 0 });
  }

  title(): readonly string[] {
    const { t } = this.desk;
    return [t.text("people.menuHeading"), t.text("people.menuLists")];
  }

  shown(): void {
    const { selected } = this.state.get();
    const lists = this.desk.stores.characters.lists.all();
    this.state.set({ lists, selected: clampWindow(selected, lists.length) });
  }

  actions(): Actions {
    const { lists, selected } = this.state.get();
    const list = lists[selected];
    const off = list ? undefined : this.desk.t.text("people.offNoLists");
    const select = (index: number) => ({
      run: () => this.state.change({ selected: clampWindow(index, lists.length) }),
    });
    return {
      up: select(selected - 1),
      down: select(selected + 1),
      first: select(0),
      last: select(lists.length - 1),
      open: { run: () => list && this.#open(list), off },
      renameList: { run: () => list && this.#rename(list), off },
      deleteList: { run: () => list && this.#delete(list), off },
    };
  }

  #open({ id, category }: NameList): void {
    const names = this.desk.stores.characters.lists.names(id);
    this.desk.go({ screen: "names", names, category });
  }

  #rename({ id, name }: NameList): void {
    const { stores, surface, t } = this.desk;
    const done = async (to: string) => {
      if (to === "" || to === name) return;
      const isRenamed = await stores.ledger.write(() => stores.characters.lists.rename(id, to));
      if (!isRenamed) throw new LoteError("list-exists", { list: to });
      this.shown();
      this.desk.say(t.text("people.renamed", { list: fit(surface.get(), to, 40) }), "good");
    };
    this.desk.go({ screen: "prompt", label: t.text("people.askName"), text: name, done });
  }

  #delete({ id, name, count }: NameList): void {
    const { stores, surface, t } = this.desk;
    this.desk.ask({
      question: t.text("lists.confirmDelete", { list: fit(surface.get(), name, 40), count }),
      yes: async () => {
        await stores.ledger.write(() => stores.characters.lists.remove(id));
        this.shown();
        this.desk.say(t.text("people.deleted", { list: fit(surface.get(), name, 40) }), "good");
      },
    });
  }
}

import { samePictures } from "../../../../engine/workflows/characters/duplicates.ts";
import type { CharacterRow } from "../../../../stores/characters.ts";
import type { Desk } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import { Observable } from "../../view-model/observable.ts";
import { clampWindow } from "../../view-model/window.ts";

export interface CollectionState {
  readonly rows: readonly CharacterRow[];
  readonly selected: number;
  /** Part of a name; empty: all. */
  readonly words: string;
  /** Null: all. */
  readonly category: string | null;
  /** Whose pictures look the same, by entity. */
  readonly same: ReadonlyMap<string, readonly string[]>;
}

/** Rows read at once. */
const page = 500;
/** A correction is on its way through a worker. */
const refreshMs = 1000;

/** Those who are imported: to browse, filter and correct. */
export class CollectionModel implements ScreenModel {
  readonly name = "collection";
  readonly state: Observable<CollectionState>;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly desk: Desk) {
    this.state = new Observable<CollectionState>({
      rows: [],
      selected: 0,
      words: "",
      category: null,
      same: samePictures(desk.stores),
    });
    this.#read();
  }

  title(): readonly string[] {
    const { t } = this.desk;
    return [t.text("people.menuHeading"), t.text("people.menuCollection")];
  }

  shown(): void {
    this.#read();
    this.#timer = setInterval(() => this.#read(), refreshMs);
  }

  hidden(): void {
    clearInterval(this.#timer);
  }

  get character(): CharacterRow | undefined {
    const { rows, selected } = this.state.get();
    return rows[selected];
  }

  actions(): Actions {
    const { rows, selected } = this.state.get();
    const { character } = this;
    const select = (index: number) => ({
      run: () => this.state.change({ selected: clampWindow(index, rows.length) }),
    });
    const off = character ? undefined : this.desk.t.text("people.noneFound");
    return {
      up: select(selected - 1),
      down: select(selected + 1),
      first: select(0),
      last: select(rows.length - 1),
      filter: { run: () => this.#filter() },
      category: { run: () => this.#nextCategory() },
      correct: { run: () => character && this.#correct(character), off },
    };
  }

  #read(): void {
    const before = this.state.get();
    const { collection } = this.desk.stores.characters;
    const { words, category } = before;
    const filter = { words, limit: page, ...(category === null ? {} : { category }) };
    const rows: CharacterRow[] = [];
    for (let some = collection.page(filter); some.length > 0; ) {
      rows.push(...some);
      const last = some.at(-1);
      if (!last || some.length < page) break;
      some = collection.page({ ...filter, after: collection.placeOf(last) });
    }
    const isSame = Bun.deepEquals(rows, before.rows);
    if (isSame) return;
    const id = before.rows[before.selected]?.id;
    const at = rows.findIndex((row) => row.id === id);
    const selected = clampWindow(at === -1 ? before.selected : at, rows.length);
    this.state.change({ rows, selected, same: samePictures(this.desk.stores) });
  }

  #filter(): void {
    const done = (words: string) => {
      this.state.change({ words, selected: 0 });
      this.#read();
    };
    const { words } = this.state.get();
    this.desk.go({ screen: "prompt", label: this.desk.t.text("people.askFilter"), text: words, done });
  }

  #nextCategory(): void {
    const all = [null, ...this.desk.stores.characters.collection.categories()];
    const at = all.indexOf(this.state.get().category);
    this.state.change({ category: all[(at + 1) % all.length] ?? null, selected: 0 });
    this.#read();
  }

  #correct({ entity, name, description, kind, category }: CharacterRow): void {
    const values = { entity, name, description, kind, category: category ?? "" };
    this.desk.go({ screen: "form", flow: "correct", values });
  }
}

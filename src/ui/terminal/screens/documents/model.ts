import { documentsSearch, type Passage } from "../../../../engine/workflows/documents/queries/kinds.ts";
import type { Desk } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import { Observable } from "../../view-model/observable.ts";
import { clampWindow } from "../../view-model/window.ts";
import { narrowed } from "./narrowed.ts";

export interface DocumentsState {
  /** What was asked, as it was typed; "" before anything was. */
  readonly question: string;
  readonly isSearching: boolean;
  readonly passages: readonly Passage[];
  readonly selected: number;
}

/** Passages of one answer. */
const most = 50;

/** Documents: ask, read the passages that answer, add more. */
export class DocumentsModel implements ScreenModel {
  readonly name = "documents";
  readonly state = new Observable<DocumentsState>({
    question: "",
    isSearching: false,
    passages: [],
    selected: 0,
  });
  #asking: AbortController | undefined;

  constructor(private readonly desk: Desk) {}

  title(): readonly string[] {
    return [this.desk.t.text("documents.menu")];
  }

  hidden(): void {
    this.#asking?.abort();
  }

  get passage(): Passage | undefined {
    const { passages, selected } = this.state.get();
    return passages[selected];
  }

  actions(): Actions {
    const { passages, selected } = this.state.get();
    const select = (index: number) => ({
      run: () => this.state.change({ selected: clampWindow(index, passages.length) }),
    });
    return {
      up: select(selected - 1),
      down: select(selected + 1),
      first: select(0),
      last: select(passages.length - 1),
      askDocuments: { run: () => this.#ask() },
      ingest: { run: () => this.desk.go({ screen: "form", flow: "ingest" }) },
    };
  }

  #ask(): void {
    const done = (question: string) => (question.trim() === "" ? undefined : this.search(question.trim()));
    const { question } = this.state.get();
    this.desk.go({ screen: "prompt", label: this.desk.t.text("documents.ask"), text: question, done });
  }

  /** @throws LoteError `usage`, and of the query, which the person is told */
  async search(question: string): Promise<void> {
    const input = { ...narrowed(question, this.desk.t), limit: most };
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.state.set({ question, isSearching: true, passages: [], selected: 0 });
    try {
      const rows = this.desk.queries.ask(documentsSearch, input, { signal: asking.signal });
      const passages = await Array.fromAsync(rows);
      if (!asking.signal.aborted) this.state.change({ passages });
    } finally {
      if (this.#asking === asking) this.state.change({ isSearching: false });
    }
  }
}

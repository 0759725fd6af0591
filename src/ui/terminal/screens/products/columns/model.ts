import {
  type Columns,
  fields,
  guessColumns,
} from "../../../../../engine/workflows/products/source/columns.ts";
import {
  productsOf,
  type ReadProduct,
} from "../../../../../engine/workflows/products/source/read-products.ts";
import { type FileRow, fileRows } from "../../../../../engine/workflows/products/source/rows.ts";
import type { Desk } from "../../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../../desk/screen-model.ts";
import type { FlowId, FlowValues } from "../../../flows/flow.ts";
import { absolutePath } from "../../../flows/path-text.ts";
import { withColumns } from "../../../flows/products.ts";
import { Observable } from "../../../view-model/observable.ts";
import { clampWindow } from "../../../view-model/window.ts";

export interface ColumnsState {
  /** The columns of the file; none before it was looked at. */
  readonly header: readonly string[];
  readonly columns: Columns;
  readonly selected: number;
  /** The first rows, as they are read by these columns. */
  readonly sample: readonly ReadProduct[];
}

/** Rows that are read by other columns whenever one is chosen. */
const sampled = 20;

/** Says which column of a list says what: as its names let guess, until a person says otherwise. */
export class ColumnsModel implements ScreenModel {
  readonly name = "columns";
  readonly path: string;
  readonly state = new Observable<ColumnsState>({ header: [], columns: {}, selected: 0, sample: [] });
  #rows: readonly FileRow[] = [];

  constructor(
    private readonly desk: Desk,
    private readonly flow: FlowId,
    private readonly values: FlowValues,
  ) {
    this.path = absolutePath(String(values.path ?? ""));
  }

  title(): readonly string[] {
    const { t, flows } = this.desk;
    return [t.chosen(flows[this.flow].title), t.text("products.columnsTitle")];
  }

  /** Columns that are kept with each row and say nothing of what is asked for. */
  get others(): readonly string[] {
    const { header, columns } = this.state.get();
    const used = new Set(Object.values(columns));
    return header.filter((column) => !used.has(column));
  }

  async shown(): Promise<void> {
    if (this.#rows.length > 0) return;
    const rows: FileRow[] = [];
    for await (const row of fileRows(this.path)) if (rows.push(row) >= sampled) break;
    this.#rows = rows;
    const first = rows.find((row) => "values" in row);
    const header = first && "values" in first ? Object.keys(first.values) : [];
    await this.#choose(guessed(header), header);
  }

  actions(): Actions {
    const { t } = this.desk;
    const { selected, columns, header } = this.state.get();
    const select = (index: number) => ({
      run: () => this.state.change({ selected: clampWindow(index, fields.length) }),
    });
    const turn = (by: number) => ({
      run: () => this.#turn(by),
      off: header.length === 0 ? t.text("terminal.offStillCounting") : undefined,
    });
    return {
      up: select(selected - 1),
      down: select(selected + 1),
      otherColumn: turn(1),
      formerColumn: turn(-1),
      goOn: {
        run: () => this.#goOn(),
        off: columns.name === undefined ? t.text("products.problemColumns") : undefined,
      },
    };
  }

  /** The next column that no other field has, or none, for the selected field. */
  #turn(by: number): Promise<void> | undefined {
    const { header, columns, selected } = this.state.get();
    const field = fields[selected];
    if (!field) return undefined;
    const { [field]: own, ...others } = columns;
    const taken = new Set(Object.values(others));
    const choices = [undefined, ...header.filter((column) => !taken.has(column))];
    const column = choices[(choices.indexOf(own) + by + choices.length) % choices.length];
    return this.#choose(column === undefined ? others : { ...others, [field]: column }, header);
  }

  async #choose(columns: Columns, header: readonly string[]): Promise<void> {
    const sample = await Array.fromAsync(productsOf(this.#rows, columns));
    this.state.change({ columns, header, sample });
  }

  #goOn(): void {
    const values = withColumns(this.values, this.state.get().columns);
    this.desk.go({ screen: "estimate", flow: this.flow, values });
  }
}

/** Nothing where not even the name can be guessed: that is for the person to say then. */
function guessed(header: readonly string[]): Columns {
  try {
    return guessColumns(header);
  } catch {
    return {};
  }
}

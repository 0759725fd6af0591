import type { VectorPage } from "../../../../stores/sqlite/comics/vector-page.ts";
import type { VectorSpace } from "../../../embedding/space.ts";
import type { ViewName } from "../../../embedding/views.ts";
import type { MatrixPages } from "../../../matching/blocks.ts";

/** Rows read from the store at once, so that no read stays open long. */
const pageRows = 8192;

/** Where vectors are read from, by a growing number. */
interface VectorSource {
  vectors(space: string, view: string, after: number, limit: number): VectorPage;
}

/** Vectors of a store's rows as matrices, one a view, and which row of the store each of their rows is. */
export class Shelf {
  /** Of each view; filled as its matrix is read. */
  readonly numbers: readonly Int32Array[];

  /**
   * @param views of each of which there is a matrix; a row may lack any of them
   * @param count how many rows there are; those that are added since are left out
   */
  constructor(
    private readonly source: VectorSource,
    private readonly space: VectorSpace,
    private readonly views: readonly ViewName[],
    private readonly count: number,
  ) {
    this.numbers = views.map(() => new Int32Array(count));
  }

  matrices(): MatrixPages[] {
    return this.views.map((view, at) => this.#pages(view, this.numbers[at] ?? new Int32Array()));
  }

  async *#pages(view: ViewName, numbers: Int32Array): AsyncGenerator<Float32Array> {
    let rows = 0;
    for (let after = 0; ; ) {
      const { ids, matrix } = this.source.vectors(this.space.id, view, after, pageRows);
      const room = Math.min(ids.length, this.count - rows);
      if (room === 0) return;
      numbers.set(ids.subarray(0, room), rows);
      rows += room;
      after = ids.at(-1) ?? after;
      yield matrix.subarray(0, room * this.space.dimensions);
    }
  }
}

import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { CoverEmbedder } from "../../../embedding/cover-embedder.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { Matcher } from "../../../matching/top-k.ts";
import type { NearCover } from "./candidates.ts";

/** Covers fetched for each comic: enough that variants of one issue do not hide its rivals. */
const nearest = 24;
/** Rows read from the store at once, so that no read stays open long. */
const pageRows = 8192;

/** The whole catalogue, held ready for batches of comics to be compared with. */
export class CatalogueMatcher {
  private constructor(
    private readonly stores: Stores,
    private readonly matcher: Matcher,
    private readonly ids: Int32Array,
  ) {}

  /** @throws LoteError `catalogue-empty`, `vectors-missing` */
  static async open(stores: Stores, embedder: CoverEmbedder): Promise<CatalogueMatcher> {
    const { catalogue } = stores.comics;
    const { covers } = catalogue.size();
    if (covers === 0) throw new LoteError("catalogue-empty");
    const { id, model, dimensions } = embedder.space;
    const missing = catalogue.countWithoutVector(id);
    if (missing > 0) throw new LoteError("vectors-missing", { count: missing, model });
    const ids = new Int32Array(covers);
    let rows = 0;
    async function* pages() {
      for (let after = 0; ; ) {
        const page = catalogue.vectors(id, after, pageRows);
        if (page.ids.length === 0) return;
        // Covers added since are matched by the next run.
        const room = Math.min(page.ids.length, covers - rows);
        if (room === 0) return;
        ids.set(page.ids.subarray(0, room), rows);
        rows += room;
        after = page.ids.at(-1) ?? after;
        yield page.matrix.subarray(0, room * dimensions);
      }
    }
    const matcher = await Matcher.open(pages(), { dimensions });
    return new CatalogueMatcher(stores, matcher, ids.subarray(0, rows));
  }

  /** The nearest covers of each vector, nearest first; equal ones by the cover's number. */
  async match(vectors: readonly Float32Array[]): Promise<NearCover[][]> {
    const dimensions = vectors[0]?.length ?? 0;
    const queries = new Float32Array(vectors.length * dimensions);
    for (const [row, vector] of vectors.entries()) queries.set(vector, row * dimensions);
    const { indices, scores, k } = await this.matcher.match(queries, nearest);
    return vectors.map((_, row) => {
      const near: NearCover[] = [];
      for (let at = row * k; at < (row + 1) * k; at++) {
        const cover = this.#cover(indices[at] ?? -1);
        if (cover) near.push({ ...cover, cosine: scores[at] ?? 0 });
      }
      return near;
    });
  }

  #cover(row: number): Omit<NearCover, "cosine"> | undefined {
    const { catalogue } = this.stores.comics;
    const cover = catalogue.cover(this.ids[row] ?? 0);
    const issue = cover && catalogue.issue(cover.issue);
    return cover && issue ? { cover, issue } : undefined;
  }

  close(): Promise<void> {
    return this.matcher.close();
  }
}

import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { CoverEmbedder } from "../../../embedding/cover-embedder.ts";
import type { VectorSpace } from "../../../embedding/space.ts";
import {
  comparedViews,
  frames,
  likeness,
  type ViewName,
  type ViewVectors,
} from "../../../embedding/views.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { Matcher } from "../../../matching/top-k.ts";
import type { NearCover, NearScan } from "./compare.ts";
import { Shelf } from "./shelf.ts";

/** Covers fetched for each comic: enough that variants of one issue do not hide its rivals. */
const nearest = 24;

/** A picture to find the cover of. */
export interface AskedPicture {
  readonly content: string;
  readonly vectors: ViewVectors;
}

/**
 * The whole catalogue, held ready for batches of comics to be compared with, and beside it the person's own scans:
 * comics that were linked show what their issue looks like in that person's hands.
 */
export class CatalogueMatcher {
  private constructor(
    private readonly stores: Stores,
    private readonly space: VectorSpace,
    private readonly matcher: Matcher,
    private readonly covers: Shelf,
    private readonly scans: Shelf,
  ) {}

  /** @throws LoteError `catalogue-empty`, `vectors-missing` */
  static async open(stores: Stores, { space }: Pick<CoverEmbedder, "space">): Promise<CatalogueMatcher> {
    const { catalogue, collection } = stores.comics;
    const { covers: count } = catalogue.size();
    if (count === 0) throw new LoteError("catalogue-empty");
    const missing = catalogue.countWithoutVector(space.id, space.views);
    if (missing > 0) throw new LoteError("vectors-missing", { count: missing, model: space.model });
    const searched = searchedViews(space);
    const covers = new Shelf(catalogue, space, searched, count);
    const scans = new Shelf(collection, space, searched, collection.linked());
    const matrices = [...covers.matrices(), ...scans.matrices()];
    const matcher = await Matcher.open(matrices, { dimensions: space.dimensions });
    return new CatalogueMatcher(stores, space, matcher, covers, scans);
  }

  /**
   * The nearest covers of each picture, nearest first; equal ones by the cover's number. Every view that is compared
   * brings its nearest; what they bring is compared in all views.
   */
  async match(pictures: readonly AskedPicture[]): Promise<NearCover[][]> {
    const covers = pictures.map(() => new Set<number>());
    const scans = pictures.map(() => new Set<number>());
    const views = searchedViews(this.space);
    for (const [one, other] of comparedViews(views)) {
      const view = views.indexOf(other);
      await this.#collect(pictures, one, view, this.covers.numbers[view], covers);
      await this.#collect(pictures, one, views.length + view, this.scans.numbers[view], scans);
    }
    return pictures.map((picture, at) =>
      this.#near(picture, [...(covers[at] ?? [])], [...(scans[at] ?? [])]),
    );
  }

  /** Adds what is nearest in a matrix to the pictures' view `one`; `numbers` are those of the matrix's rows. */
  async #collect(
    pictures: readonly AskedPicture[],
    one: ViewName,
    matrix: number,
    numbers: Int32Array | undefined,
    found: readonly Set<number>[],
  ): Promise<void> {
    if (this.matcher.rows(matrix) === 0) return;
    const { dimensions } = this.space;
    const asking = pictures.flatMap(({ vectors }, at) => (vectors.has(one) ? [at] : []));
    if (asking.length === 0) return;
    const queries = new Float32Array(asking.length * dimensions);
    for (const [row, at] of asking.entries())
      queries.set(pictures[at]?.vectors.get(one) ?? [], row * dimensions);
    const { indices, k } = await this.matcher.match(queries, nearest, matrix);
    for (const [row, at] of asking.entries())
      for (const index of indices.subarray(row * k, (row + 1) * k)) found[at]?.add(numbers?.[index] ?? 0);
  }

  #near(picture: AskedPicture, covers: readonly number[], scans: readonly number[]): NearCover[] {
    const near = covers.flatMap((number) => this.#nearCover(picture, number));
    for (const [issue, scan] of this.#nearScans(picture, scans)) {
      const { catalogue } = this.stores.comics;
      const known = near.filter((one) => one.issue.id === issue).sort(nearestFirst)[0];
      const number = known?.cover.id ?? catalogue.coversOf(issue, 1)[0]?.id;
      const [one] = known ? [known] : number === undefined ? [] : this.#nearCover(picture, number);
      if (!one) continue;
      if (known) near.splice(near.indexOf(known), 1);
      near.push({ ...one, scan });
    }
    return near.sort(nearestFirst).slice(0, nearest);
  }

  #nearCover({ vectors }: AskedPicture, number: number): NearCover[] {
    const { catalogue } = this.stores.comics;
    const cover = catalogue.cover(number);
    const issue = cover && catalogue.issue(cover.issue);
    return cover && issue ? [{ cover, issue, cosine: this.#likeness(vectors, cover.content) }] : [];
  }

  /** Of each issue the scan that is most like the picture. The very same picture shows nothing new. */
  #nearScans({ content, vectors }: AskedPicture, numbers: readonly number[]): Map<number, NearScan> {
    const best = new Map<number, NearScan>();
    for (const number of numbers) {
      const comic = this.stores.comics.collection.numbered(number);
      if (!comic || comic.issue === null || comic.content === content) continue;
      const cosine = this.#likeness(vectors, comic.content);
      const standing = best.get(comic.issue);
      if (!standing || cosine > standing.cosine)
        best.set(comic.issue, { path: comic.path, content: comic.content, cosine });
    }
    return best;
  }

  #likeness(vectors: ViewVectors, content: string): number {
    const { id, views, halves } = this.space;
    return likeness(vectors, this.stores.vectors.of(id, content, [...views, ...halves]));
  }

  close(): Promise<void> {
    return this.matcher.close();
  }
}

/** Views that bring covers near: all but the back half, which never wins alone. */
function searchedViews({ views, halves }: VectorSpace): readonly ViewName[] {
  return [...views, ...halves.filter((half) => frames.includes(half))];
}

/** By the cover or by the person's own scan of it, whichever is more like the picture. */
function nearestFirst(a: NearCover, b: NearCover): number {
  const nearness = ({ cosine, scan }: NearCover) => Math.max(cosine, scan?.cosine ?? cosine);
  return nearness(b) - nearness(a) || a.cover.id - b.cover.id;
}

import type { DocumentIndex, IndexSpace, SpaceRow } from "../../../../stores/documents.ts";
import type { TextEmbedder } from "../../../embedding/text/embedder.ts";
import { openEmbedderOf } from "../../../embedding/text/open-embedder.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { defineQuery, type QueryDefinition, type QueryEnvironment } from "../../../queries/query.ts";
import { documentsSearch, type Passage } from "./kinds.ts";

/** `documents.search`; the index and the embedder stay open from one question to the next. */
const searchQuery = defineQuery(documentsSearch, async (environment) => {
  const search = await DocumentSearch.open(environment);
  return {
    async *run(input, signal) {
      yield* await search.find(input, signal);
    },
    close: () => search.close(),
  };
});

/** What is asked of one question. */
export interface SearchInput {
  readonly text: string;
  readonly limit: number;
  readonly within?: string | undefined;
  readonly format?: string | undefined;
  readonly model?: string | undefined;
}

/** A space, and what turns questions into vectors of it. */
interface Searched {
  readonly space: IndexSpace;
  readonly embedder: TextEmbedder;
}

/** Searches the space of an index that is the current one, or a model's own; several questions may be asked at once. */
export class DocumentSearch {
  /** By the space's id: a question may come while another one goes to another model. */
  readonly #opened = new Map<string, Promise<Searched>>();

  private constructor(
    private readonly index: DocumentIndex,
    private readonly environment: QueryEnvironment,
  ) {}

  static async open(environment: QueryEnvironment): Promise<DocumentSearch> {
    const index = await environment.stores.documents.open(environment.settings.index);
    return new DocumentSearch(index, environment);
  }

  /**
   * Nothing answers a question without a word.
   *
   * @throws LoteError `index-empty`, `model-unknown`, `space-mismatch`, `model-missing`; what the embedder throws
   */
  async find({ text, limit, within, format, model }: SearchInput, signal: AbortSignal): Promise<Passage[]> {
    const { space, embedder } = await this.#ready(await this.#chosen(model));
    if (!/[\p{L}\p{N}]/u.test(text)) return [];
    const found = await space.find({
      text,
      vector: await embedder.ask(text, signal),
      limit,
      ...(within === undefined ? {} : { within: within.replace(/\/+$/, "") }),
      ...(format === undefined ? {} : { format }),
    });
    return found.map(({ ordinal: _, own: __, tokens: ___, ...passage }) => passage);
  }

  /** Another run may have chosen another space meanwhile. */
  async #chosen(model: string | undefined): Promise<SpaceRow> {
    const current = await this.index.current();
    if (!current) throw new LoteError("index-empty");
    if (model === undefined || model === current.model) return current;
    const spaces = await this.index.spaces();
    const own = spaces.findLast((space) => space.model === model);
    if (own) return own;
    throw new LoteError("model-unknown", { model, known: spaces.map((space) => space.model).join(", ") });
  }

  #ready(row: SpaceRow): Promise<Searched> {
    const known = this.#opened.get(row.id);
    if (known) return known;
    const opened = this.#open(row);
    this.#opened.set(row.id, opened);
    // What could not be opened (a missing model) may be mended meanwhile.
    opened.catch(() => this.#opened.delete(row.id));
    return opened;
  }

  async #open(row: SpaceRow): Promise<Searched> {
    const space = await this.index.space(row, "read");
    const { settings, cacheFolder } = this.environment;
    return { space, embedder: await openEmbedderOf(row, { settings, cacheFolder }) };
  }

  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#opened.values());
    await Promise.all(
      opened.map((one) => (one.status === "fulfilled" ? one.value.embedder.close() : undefined)),
    );
    await this.index.close();
  }
}

export const documentQueries: readonly QueryDefinition[] = [searchQuery];

import type { Database } from "bun:sqlite";
import { digestOf } from "../../document-digest.ts";
import type {
  ChunkRow,
  DocumentQuestion,
  DocumentRow,
  FoundChunk,
  IndexFlaws,
  IndexSize,
  IndexSpace,
  SpaceRow,
} from "../../documents.ts";
import { StoreError } from "../../store-error.ts";
import type { Writer } from "../writer.ts";
import { ChunkSearch } from "./search.ts";
import { Sketcher } from "./sketch.ts";

/** Rows of one transaction: it must be short. */
const group = 128;

const documentColumns = `path, content, recipe, size, modified_ms AS modifiedMs, format, title, pages, characters, chunks,
  tokens, digest, run, written_at AS writtenAt`;

/** One space of an index in an SQLite file. */
export class SqliteSpace implements IndexSpace {
  readonly #bits: string;
  readonly #sketcher: Sketcher;
  readonly #search: ChunkSearch;

  constructor(
    private readonly db: Database,
    private readonly writer: Writer,
    private readonly now: () => number,
    readonly row: SpaceRow,
    /** Its row number. */
    private readonly id: number,
    /** Is the file that is written still the one that others find? */
    private readonly isThere: () => boolean,
  ) {
    this.#bits = sketchTable(id);
    this.#sketcher = new Sketcher(row.dimensions);
    this.#search = new ChunkSearch(db, id, this.#bits, row.dimensions);
  }

  async documents(paths: readonly string[]): Promise<ReadonlyMap<string, DocumentRow>> {
    const rows = this.db
      .query<DocumentRow, [string, number]>(
        `SELECT ${documentColumns} FROM document
         WHERE space = ?2 AND path IN (SELECT value FROM json_each(?1))`,
      )
      .all(JSON.stringify(paths), this.id);
    return new Map(rows.map((row) => [row.path, row]));
  }

  async withContent(content: string): Promise<readonly DocumentRow[]> {
    return this.db
      .query<DocumentRow, [number, string]>(
        `SELECT ${documentColumns} FROM document WHERE space = ?1 AND content = ?2 LIMIT 16`,
      )
      .all(this.id, content);
  }

  async page(after: string, limit: number): Promise<readonly DocumentRow[]> {
    return this.db
      .query<DocumentRow, [number, string, number]>(
        `SELECT ${documentColumns} FROM document WHERE space = ?1 AND path > ?2 ORDER BY path LIMIT ?3`,
      )
      .all(this.id, after, limit);
  }

  async missing(hashes: readonly string[]): Promise<Set<string>> {
    const rows = this.db
      .query<{ hash: string }, [string, number]>(
        `SELECT wanted.value AS hash FROM json_each(?1) AS wanted
         LEFT JOIN vector ON vector.space = ?2 AND vector.hash = wanted.value WHERE vector.id IS NULL`,
      )
      .all(JSON.stringify(hashes), this.id);
    return new Set(rows.map(({ hash }) => hash));
  }

  async putVectors(
    rows: readonly { readonly hash: string; readonly vector: Float32Array }[],
    durable: boolean,
  ): Promise<void> {
    const put = this.db.query<{ id: number }, [number, string, number, Uint8Array]>(
      `INSERT INTO vector (space, hash, made_at, value) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (space, hash) DO NOTHING RETURNING id`,
    );
    const sketch = this.#putSketch();
    for (let at = 0; at < rows.length; at += group) {
      await this.writer.write(
        () => {
          for (const { hash, vector } of rows.slice(at, at + group)) {
            if (vector.length !== this.row.dimensions)
              throw new Error(`a vector of ${vector.length} numbers`);
            const added = put.get(this.id, hash, this.now(), bytesOf(vector));
            if (added) sketch.run(added.id, this.#sketcher.of(vector));
          }
        },
        { durable },
      );
    }
  }

  async put(receipt: DocumentRow, chunks: readonly ChunkRow[]): Promise<void> {
    const generation = await this.writer.write(() => this.#begin(receipt.path));
    for (let at = 0; at < chunks.length; at += group) {
      await this.writer.write(() => this.#putChunks(generation, receipt.path, chunks.slice(at, at + group)));
    }
    await this.writer.write(() => this.#publish(generation, receipt));
    await this.#dropOthers(generation, receipt.path);
  }

  #begin(path: string): number {
    this.db
      .query("INSERT INTO generation (space, path, begun_at) VALUES (?1, ?2, ?3)")
      .run(this.id, path, this.now());
    return (this.db.query("SELECT last_insert_rowid() AS id").get() as { id: number }).id;
  }

  #putChunks(generation: number, path: string, chunks: readonly ChunkRow[]): void {
    if (!this.db.query("SELECT 1 FROM generation WHERE id = ?1").get(generation)) {
      throw new StoreError("index-incomplete", { path, detail: "written by another" });
    }
    const vector = this.db.query<{ id: number }, [number, string]>(
      "SELECT id FROM vector WHERE space = ?1 AND hash = ?2",
    );
    const insert = this.db.query<
      { id: number },
      [number, number, number, string, string, number, number, number, number, number | null, number]
    >(
      `INSERT INTO chunk (generation, ordinal, vector, text, headings, start, own, "end", line, page, tokens)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING id`,
    );
    const words = this.db.query("INSERT INTO chunk_words (rowid, text, headings) VALUES (?1, ?2, ?3)");
    for (const chunk of chunks) {
      const of = vector.get(this.id, chunk.hash);
      if (!of) throw new StoreError("index-incomplete", { path, detail: `no vector of ${chunk.hash}` });
      const headings = JSON.stringify(chunk.headings);
      const { ordinal, text, start, own, end, line, page, tokens } = chunk;
      const added = insert.get(
        generation,
        ordinal,
        of.id,
        text,
        headings,
        start,
        own,
        end,
        line,
        page,
        tokens,
      );
      words.run(added?.id ?? 0, text, headings);
    }
  }

  #publish(generation: number, receipt: DocumentRow): void {
    const { path } = receipt;
    const hashes = this.#hashes(generation);
    if (hashes.length !== receipt.chunks || digestOf(hashes) !== receipt.digest) {
      throw new StoreError("index-incomplete", { path, detail: `${hashes.length} / ${receipt.chunks}` });
    }
    const { content, recipe, size, modifiedMs, format, title, pages, characters, chunks, tokens, digest } =
      receipt;
    // Another's, who began later and ended before, is no earlier one.
    const before = this.db
      .query<{ generation: number }, [number, string]>(
        "SELECT generation FROM document WHERE space = ?1 AND path = ?2",
      )
      .get(this.id, path);
    this.db
      .query(
        `INSERT INTO document (space, path, content, recipe, size, modified_ms, format, title, pages, characters,
           chunks, tokens, digest, run, written_at, generation)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
         ON CONFLICT (space, path) DO UPDATE SET content = excluded.content, recipe = excluded.recipe,
           size = excluded.size, modified_ms = excluded.modified_ms, format = excluded.format,
           title = excluded.title, pages = excluded.pages, characters = excluded.characters,
           chunks = excluded.chunks, tokens = excluded.tokens, digest = excluded.digest, run = excluded.run,
           written_at = excluded.written_at, generation = excluded.generation`,
      )
      .run(
        ...[
          this.id,
          path,
          content,
          recipe,
          size,
          modifiedMs,
          format,
          title,
          pages,
          characters,
          chunks,
          tokens,
        ],
        ...[digest, receipt.run, receipt.writtenAt, generation],
      );
    this.#retire(
      "space = ?1 AND path = ?2 AND (id < ?3 OR id = ?4)",
      this.id,
      path,
      generation,
      before?.generation ?? 0,
    );
  }

  /** Nobody goes on with these: the next sweep takes what a process that dies now leaves of them. */
  #retire(which: string, ...parameters: (number | string)[]): void {
    this.db.query(`UPDATE generation SET begun_at = 0 WHERE ${which}`).run(...parameters);
  }

  #hashes(generation: number): string[] {
    return this.db
      .query<{ hash: string }, [number]>(
        `SELECT vector.hash FROM chunk JOIN vector ON vector.id = chunk.vector
         WHERE chunk.generation = ?1 ORDER BY chunk.ordinal`,
      )
      .all(generation)
      .map(({ hash }) => hash);
  }

  /** What the path had before, of a process that died too. */
  async #dropOthers(generation: number, path: string): Promise<void> {
    const others = this.db
      .query<{ id: number }, [number, string, number]>(
        "SELECT id FROM generation WHERE space = ?1 AND path = ?2 AND id <> ?3 AND begun_at = 0",
      )
      .all(this.id, path, generation);
    for (const { id } of others) await this.#dropGeneration(id);
  }

  /** A generation that is no receipt's, group by group; what is left of one that was broken off is swept later. */
  async #dropGeneration(generation: number): Promise<void> {
    for (;;) {
      const left = await this.writer.write(() => {
        if (this.#isLive(generation)) return 0;
        const chunks = this.db
          .query<{ id: number; text: string; headings: string }, [number, number]>(
            "SELECT id, text, headings FROM chunk WHERE generation = ?1 LIMIT ?2",
          )
          .all(generation, group);
        for (const chunk of chunks) this.#dropChunk(chunk);
        if (chunks.length < group) this.db.query("DELETE FROM generation WHERE id = ?1").run(generation);
        return chunks.length === group ? 1 : 0;
      });
      if (left === 0) return;
    }
  }

  #isLive(generation: number): boolean {
    return this.db.query("SELECT 1 FROM document WHERE generation = ?1").get(generation) !== null;
  }

  #dropChunk({ id, text, headings }: { id: number; text: string; headings: string }): void {
    this.db
      .query("INSERT INTO chunk_words (chunk_words, rowid, text, headings) VALUES ('delete', ?1, ?2, ?3)")
      .run(id, text, headings);
    this.db.query("DELETE FROM chunk WHERE id = ?1").run(id);
  }

  async move(
    from: string,
    { path, size, modifiedMs, run }: Pick<DocumentRow, "path" | "size" | "modifiedMs" | "run">,
  ): Promise<boolean> {
    return this.writer.write(() => {
      const isThere = this.db.query("SELECT 1 FROM document WHERE space = ?1 AND path = ?2");
      if (isThere.get(this.id, path) !== null || isThere.get(this.id, from) === null) return false;
      this.db
        .query("UPDATE generation SET path = ?3 WHERE space = ?1 AND path = ?2")
        .run(this.id, from, path);
      this.db
        .query(
          `UPDATE document SET path = ?3, size = ?4, modified_ms = ?5, run = ?6 WHERE space = ?1 AND path = ?2`,
        )
        .run(this.id, from, path, size, modifiedMs, run);
      return true;
    });
  }

  async touch({ path, size, modifiedMs }: Pick<DocumentRow, "path" | "size" | "modifiedMs">): Promise<void> {
    await this.writer.write(() => {
      this.db
        .query("UPDATE document SET size = ?3, modified_ms = ?4 WHERE space = ?1 AND path = ?2")
        .run(this.id, path, size, modifiedMs);
    });
  }

  async remove(path: string): Promise<boolean> {
    const generation = await this.writer.write(() => this.#forget(path));
    if (generation !== undefined) await this.#dropGeneration(generation);
    return generation !== undefined;
  }

  /** Drops the receipt. Returns the generation that is nobody's now. */
  #forget(path: string): number | undefined {
    const row = this.db
      .query<{ generation: number }, [number, string]>(
        "DELETE FROM document WHERE space = ?1 AND path = ?2 RETURNING generation",
      )
      .get(this.id, path);
    if (row) this.#retire("id = ?1", row.generation);
    return row?.generation;
  }

  async find(question: DocumentQuestion): Promise<readonly FoundChunk[]> {
    return this.#search.find(question);
  }

  async size(): Promise<IndexSize> {
    return this.db
      .query<IndexSize, [number]>(
        `SELECT count(*) AS documents, coalesce(sum(chunks), 0) AS chunks, coalesce(sum(tokens), 0) AS tokens
         FROM document WHERE space = ?1`,
      )
      .get(this.id) as IndexSize;
  }

  async flaws(): Promise<IndexFlaws> {
    const count = (sql: string) => (this.db.query(sql).get({ $space: this.id } as never) as { n: number }).n;
    return {
      incomplete: [...this.#incomplete()],
      orphans: count(
        `SELECT count(*) AS n FROM chunk LEFT JOIN document ON document.generation = chunk.generation
         LEFT JOIN generation ON generation.id = chunk.generation
         WHERE document.id IS NULL AND (generation.id IS NULL OR generation.space = $space)`,
      ),
      unused: count(
        `SELECT count(*) AS n FROM vector WHERE space = $space
         AND NOT EXISTS (SELECT 1 FROM chunk WHERE chunk.vector = vector.id)`,
      ),
      unsearchable: this.#unsketched().length + this.#unworded().length,
    };
  }

  *#incomplete(): Generator<string> {
    const rows = this.db.query<
      { id: number; path: string; generation: number; chunks: number; digest: string },
      [number, number]
    >(
      "SELECT id, path, generation, chunks, digest FROM document WHERE space = ?1 AND id > ?2 ORDER BY id LIMIT 500",
    );
    for (let after = 0; ; ) {
      const some = rows.all(this.id, after);
      for (const { path, generation, chunks, digest } of some) {
        const hashes = this.#hashes(generation);
        if (hashes.length !== chunks || digestOf(hashes) !== digest) yield path;
      }
      const last = some.at(-1);
      if (!last) return;
      after = last.id;
    }
  }

  #unsketched(): { id: number; value: Uint8Array }[] {
    return this.db
      .query<{ id: number; value: Uint8Array }, [number]>(
        `SELECT vector.id, vector.value FROM vector
         LEFT JOIN ${this.#bits}_rowids AS sketched ON sketched.rowid = vector.id
         WHERE vector.space = ?1 AND sketched.rowid IS NULL LIMIT 100000`,
      )
      .all(this.id);
  }

  /** FTS5 keeps a row of sizes for every row that it knows. */
  #unworded(): { id: number }[] {
    return this.db
      .query<{ id: number }, [number]>(
        `SELECT chunk.id FROM chunk JOIN document ON document.generation = chunk.generation
         LEFT JOIN chunk_words_docsize AS worded ON worded.id = chunk.id
         WHERE document.space = ?1 AND worded.id IS NULL LIMIT 100000`,
      )
      .all(this.id);
  }

  async torn(limit: number): Promise<readonly string[]> {
    if (!this.isThere()) return (await this.page("", limit)).map(({ path }) => path);
    return this.db
      .query<{ path: string }, [number, number]>(
        `SELECT path FROM document WHERE space = ?1 AND chunks <> (
           SELECT count(*) FROM chunk JOIN vector ON vector.id = chunk.vector
           WHERE chunk.generation = document.generation) LIMIT ?2`,
      )
      .all(this.id, limit)
      .map(({ path }) => path);
  }

  async repair(ageMs: number): Promise<readonly string[]> {
    const incomplete = [...this.#incomplete()];
    for (const path of incomplete) await this.remove(path);
    await this.sweep(ageMs);
    const sketch = this.#putSketch();
    const unsketched = this.#unsketched();
    for (let at = 0; at < unsketched.length; at += group) {
      await this.writer.write(() => {
        for (const { id, value } of unsketched.slice(at, at + group)) {
          sketch.run(id, this.#sketcher.of(new Float32Array(value.slice().buffer)));
        }
      });
    }
    if (this.#unworded().length > 0) {
      await this.writer.write(() => this.db.exec("INSERT INTO chunk_words (chunk_words) VALUES ('rebuild')"));
    }
    return incomplete;
  }

  async sweep(ageMs: number): Promise<void> {
    const before = this.now() - ageMs;
    const dead = this.db
      .query<{ id: number }, [number, number]>(
        `SELECT generation.id FROM generation LEFT JOIN document ON document.generation = generation.id
         WHERE generation.space = ?1 AND generation.begun_at <= ?2 AND document.id IS NULL`,
      )
      .all(this.id, before);
    for (const { id } of dead) await this.#dropGeneration(id);
    const unused = this.db
      .query<{ id: number }, [number, number]>(
        `SELECT id FROM vector WHERE space = ?1 AND made_at <= ?2
         AND NOT EXISTS (SELECT 1 FROM chunk WHERE chunk.vector = vector.id)`,
      )
      .all(this.id, before);
    for (let at = 0; at < unused.length; at += group) {
      await this.writer.write(() => {
        for (const { id } of unused.slice(at, at + group)) this.#dropVector(id);
      });
    }
  }

  #dropVector(id: number): void {
    const { changes } = this.db
      .query("DELETE FROM vector WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM chunk WHERE chunk.vector = ?1)")
      .run(id);
    if (changes > 0) this.db.query(`DELETE FROM ${this.#bits} WHERE rowid = ?1`).run(id);
  }

  async settle(): Promise<void> {
    await this.writer.write(() => this.db.exec("PRAGMA optimize"));
  }

  #putSketch() {
    return this.db.query(`INSERT INTO ${this.#bits} (rowid, sketch) VALUES (?1, vec_bit(?2))`);
  }
}

/** The table of a space's sketches. */
export function sketchTable(space: number): string {
  return `sketch_${space}`;
}

function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

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
import type { Parameter, Postgres, Statements } from "../connection.ts";
import { isStatementTimeout } from "../postgres-error.ts";
import { findChunks, foldedWords, type SearchedSpace } from "./search.ts";
import type { VecsCollection } from "./vecs.ts";

/** Rows of one statement: it begins with so many, and with half as many each time that the server gives up. */
const mostRows = 500;
/** From so many vectors on a search index is worth building; from so many on it is built while they come. */
export interface IndexFrom {
  readonly settled: number;
  readonly loading: number;
}
export const usualIndexFrom: IndexFrom = { settled: 5000, loading: 100_000 };

const documentColumns = `path, content, recipe, size, modified_ms AS "modifiedMs", format, title, pages, characters,
  chunks, tokens, digest, run, written_at AS "writtenAt"`;

interface Counted {
  readonly n: number;
}

/** One space of an index in PostgreSQL. */
export class PostgresSpace implements IndexSpace {
  #rows = mostRows;
  #put = 0;
  #indexing: Promise<void> | undefined;

  constructor(
    private readonly postgres: Postgres,
    readonly row: SpaceRow,
    private readonly space: SearchedSpace,
    private readonly now: () => number,
    /** A collection that others read, which follows this space. */
    private readonly vecs: VecsCollection | undefined,
    private readonly indexFrom: IndexFrom,
  ) {}

  async documents(paths: readonly string[]): Promise<ReadonlyMap<string, DocumentRow>> {
    const rows = await this.postgres.query<DocumentRow>(
      `SELECT ${documentColumns} FROM ${this.#schema}.document WHERE space = $1
       AND path IN (SELECT jsonb_array_elements_text($2::text::jsonb))`,
      [this.space.id, JSON.stringify(paths)],
    );
    return new Map(rows.map((row) => [row.path, row]));
  }

  withContent(content: string): Promise<readonly DocumentRow[]> {
    return this.postgres.query<DocumentRow>(
      `SELECT ${documentColumns} FROM ${this.#schema}.document WHERE space = $1 AND content = $2 LIMIT 16`,
      [this.space.id, content],
    );
  }

  page(after: string, limit: number): Promise<readonly DocumentRow[]> {
    return this.postgres.query<DocumentRow>(
      `SELECT ${documentColumns} FROM ${this.#schema}.document WHERE space = $1 AND path > $2
       ORDER BY path LIMIT $3`,
      [this.space.id, after, limit],
    );
  }

  async missing(hashes: readonly string[]): Promise<Set<string>> {
    const rows = await this.postgres.query<{ hash: string }>(
      `SELECT wanted.hash FROM jsonb_array_elements_text($1::text::jsonb) AS wanted (hash)
       LEFT JOIN ${this.space.vectors} AS vector ON vector.hash = wanted.hash WHERE vector.hash IS NULL`,
      [JSON.stringify(hashes)],
    );
    return new Set(rows.map(({ hash }) => hash));
  }

  async putVectors(
    rows: readonly { readonly hash: string; readonly vector: Float32Array }[],
    durable: boolean,
  ): Promise<void> {
    const { kind, dimensions, vectors } = this.space;
    const wrong = rows.find(({ vector }) => vector.length !== dimensions);
    if (wrong) throw new Error(`a vector of ${wrong.vector.length} numbers`);
    await this.#inGroups(rows, (some) =>
      this.postgres.transaction(async (statements) => {
        if (durable) await statements.query("SET LOCAL synchronous_commit = on");
        await statements.query(
          `INSERT INTO ${vectors} (hash, made_at, value)
           SELECT hash, $2, value::${kind.type(dimensions)}
           FROM jsonb_to_recordset($1::text::jsonb) AS row (hash text, value text)
           ORDER BY hash ON CONFLICT (hash) DO NOTHING`,
          [JSON.stringify(some.map(({ hash, vector }) => ({ hash, value: kind.write(vector) }))), this.now()],
        );
      }),
    );
    this.#put += rows.length;
    if (this.#put >= this.indexFrom.loading) await this.#buildIndex();
  }

  /** A server that takes too long over a statement is given smaller ones. */
  async #inGroups<Row>(
    rows: readonly Row[],
    write: (some: readonly Row[]) => Promise<unknown>,
  ): Promise<void> {
    for (let at = 0; at < rows.length; ) {
      const some = rows.slice(at, at + this.#rows);
      try {
        await write(some);
        at += some.length;
      } catch (error) {
        if (!isStatementTimeout(error) || some.length === 1) throw this.#known(error);
        this.#rows = Math.max(1, Math.floor(some.length / 2));
      }
    }
  }

  #known(error: unknown): unknown {
    if (!isStatementTimeout(error)) return error;
    return new StoreError("index-unreachable", { place: this.postgres.place, detail: "statement timeout" });
  }

  async put(receipt: DocumentRow, chunks: readonly ChunkRow[]): Promise<void> {
    const { path } = receipt;
    const [begun] = await this.postgres.query<{ id: number }>(
      `INSERT INTO ${this.#schema}.generation (space, path, begun_at) VALUES ($1, $2, $3) RETURNING id`,
      [this.space.id, path, this.now()],
    );
    if (!begun) throw new Error("a generation was not begun");
    await this.#inGroups(chunks, (some) =>
      this.postgres.transaction((statements) => this.#putChunks(statements, begun.id, path, some)),
    );
    await this.postgres.transaction((statements) => this.#publish(statements, begun.id, receipt));
  }

  async #putChunks(
    statements: Statements,
    generation: number,
    path: string,
    chunks: readonly ChunkRow[],
  ): Promise<void> {
    const rows = chunks.map((chunk) => ({
      ...chunk,
      headings: JSON.stringify(chunk.headings),
      words: wordsOf(chunk),
    }));
    await this.#hold(statements, generation, path);
    const added = await statements.query(
      `INSERT INTO ${this.#schema}.chunk
         (generation, ordinal, space, hash, text, headings, start, own, "end", line, page, tokens, words)
       SELECT $2::integer, ordinal, $3::integer, row.hash, text, headings, start, own, "end", line, page, tokens,
         to_tsvector('simple', words)
       FROM jsonb_to_recordset($1::text::jsonb) AS row (ordinal integer, hash text, text text, headings text,
         start integer, own integer, "end" integer, line integer, page integer, tokens integer, words text)
       JOIN ${this.space.vectors} AS vector ON vector.hash = row.hash
       ON CONFLICT (generation, ordinal) DO UPDATE SET hash = excluded.hash RETURNING 1 AS n`,
      [JSON.stringify(rows), generation, this.space.id],
    );
    if (added.length !== chunks.length) {
      const detail = `${chunks.length - added.length} without a vector`;
      throw new StoreError("index-incomplete", { path, detail });
    }
  }

  /** Nobody may take the generation away while it is written. @throws StoreError `index-incomplete` when it is gone */
  async #hold(statements: Statements, generation: number, path: string): Promise<void> {
    const [held] = await statements.query(
      `SELECT 1 AS n FROM ${this.#schema}.generation WHERE id = $1 FOR SHARE`,
      [generation],
    );
    if (!held) throw new StoreError("index-incomplete", { path, detail: "written by another" });
  }

  async #publish(statements: Statements, generation: number, receipt: DocumentRow): Promise<void> {
    const { path } = receipt;
    await this.#hold(statements, generation, path);
    const hashes = await this.#hashes(statements, generation);
    if (hashes.length !== receipt.chunks || digestOf(hashes) !== receipt.digest) {
      throw new StoreError("index-incomplete", { path, detail: `${hashes.length} / ${receipt.chunks}` });
    }
    const { content, recipe, size, modifiedMs, format, title, pages, characters, chunks, tokens } = receipt;
    // Two who write the same document switch it one after the other: one that began later may have ended before.
    await statements.query("SELECT pg_advisory_xact_lock($1::integer, hashtext($2))", [this.space.id, path]);
    const [before] = await statements.query<{ generation: number }>(
      `SELECT generation FROM ${this.#schema}.document WHERE space = $1 AND path = $2`,
      [this.space.id, path],
    );
    const values: readonly Parameter[] = [
      ...[this.space.id, path, content, recipe, size, modifiedMs, format, title, pages, characters, chunks],
      ...[tokens, receipt.digest, receipt.run, receipt.writtenAt, generation],
    ];
    await statements.query(
      `INSERT INTO ${this.#schema}.document (space, path, content, recipe, size, modified_ms, format, title, pages,
         characters, chunks, tokens, digest, run, written_at, generation)
       VALUES (${values.map((_, index) => `$${index + 1}`).join(", ")})
       ON CONFLICT (space, path) DO UPDATE SET content = excluded.content, recipe = excluded.recipe,
         size = excluded.size, modified_ms = excluded.modified_ms, format = excluded.format, title = excluded.title,
         pages = excluded.pages, characters = excluded.characters, chunks = excluded.chunks,
         tokens = excluded.tokens, digest = excluded.digest, run = excluded.run,
         written_at = excluded.written_at, generation = excluded.generation`,
      values,
    );
    await this.#dropGenerations(statements, "space = $1 AND path = $2 AND (id < $3 OR id = $4)", [
      this.space.id,
      path,
      generation,
      before?.generation ?? 0,
    ]);
    await this.vecs?.follow(statements, this.space, receipt, generation);
  }

  async #hashes(statements: Statements, generation: number): Promise<string[]> {
    const rows = await statements.query<{ hash: string }>(
      `SELECT chunk.hash FROM ${this.#schema}.chunk JOIN ${this.space.vectors} AS vector ON vector.hash = chunk.hash
       WHERE chunk.generation = $1 ORDER BY chunk.ordinal`,
      [generation],
    );
    return rows.map(({ hash }) => hash);
  }

  /** Generations that are no receipt's, but for those that somebody writes at this moment: a later sweep has them. */
  async #dropGenerations(
    statements: Statements,
    which: string,
    parameters: readonly Parameter[],
  ): Promise<void> {
    const dead = `NOT EXISTS (SELECT 1 FROM ${this.#schema}.document WHERE document.generation = generation.id)`;
    const held = await statements.query<{ id: number }>(
      `SELECT id FROM ${this.#schema}.generation WHERE ${which} AND ${dead} FOR UPDATE SKIP LOCKED`,
      parameters,
    );
    if (held.length === 0) return;
    // What was read while others wrote may be out of date; from here on nobody writes into these.
    const ids = [JSON.stringify(held.map(({ id }) => id))];
    const still = `SELECT id FROM ${this.#schema}.generation
      WHERE id IN (SELECT jsonb_array_elements_text($1::text::jsonb)::integer) AND ${dead}`;
    await statements.query(`DELETE FROM ${this.#schema}.chunk WHERE generation IN (${still})`, ids);
    await statements.query(`DELETE FROM ${this.#schema}.generation WHERE id IN (${still})`, ids);
  }

  move(
    from: string,
    { path, size, modifiedMs, run }: Pick<DocumentRow, "path" | "size" | "modifiedMs" | "run">,
  ): Promise<boolean> {
    return this.postgres.transaction(async (statements) => {
      const moved = await statements.query<{ generation: number }>(
        `UPDATE ${this.#schema}.document SET path = $3, size = $4, modified_ms = $5, run = $6
         WHERE space = $1 AND path = $2
         AND NOT EXISTS (SELECT 1 FROM ${this.#schema}.document AS there WHERE there.space = $1 AND there.path = $3)
         RETURNING generation`,
        [this.space.id, from, path, size, modifiedMs, run],
      );
      const [one] = moved;
      if (!one) return false;
      await statements.query(`UPDATE ${this.#schema}.generation SET path = $2 WHERE id = $1`, [
        one.generation,
        path,
      ]);
      if (this.vecs) {
        await this.vecs.remove(statements, from);
        const [receipt] = await statements.query<DocumentRow>(
          `SELECT ${documentColumns} FROM ${this.#schema}.document WHERE space = $1 AND path = $2`,
          [this.space.id, path],
        );
        if (receipt) await this.vecs.follow(statements, this.space, receipt, one.generation);
      }
      return true;
    });
  }

  async touch({ path, size, modifiedMs }: Pick<DocumentRow, "path" | "size" | "modifiedMs">): Promise<void> {
    await this.postgres.query(
      `UPDATE ${this.#schema}.document SET size = $3, modified_ms = $4 WHERE space = $1 AND path = $2`,
      [this.space.id, path, size, modifiedMs],
    );
  }

  remove(path: string): Promise<boolean> {
    return this.postgres.transaction(async (statements) => {
      const rows = await statements.query(
        `DELETE FROM ${this.#schema}.document WHERE space = $1 AND path = $2 RETURNING id`,
        [this.space.id, path],
      );
      await this.#dropGenerations(statements, "space = $1 AND path = $2", [this.space.id, path]);
      await this.vecs?.remove(statements, path);
      return rows.length > 0;
    });
  }

  find(question: DocumentQuestion): Promise<readonly FoundChunk[]> {
    return findChunks(this.postgres, this.space, question);
  }

  async size(): Promise<IndexSize> {
    const [size] = await this.postgres.query<IndexSize>(
      `SELECT count(*)::integer AS documents, coalesce(sum(chunks), 0)::integer AS chunks,
         coalesce(sum(tokens), 0)::double precision AS tokens
       FROM ${this.#schema}.document WHERE space = $1`,
      [this.space.id],
    );
    return size ?? { documents: 0, chunks: 0, tokens: 0 };
  }

  async flaws(): Promise<IndexFlaws> {
    const count = async (sql: string) => {
      const [row] = await this.postgres.query<Counted>(`SELECT count(*)::integer AS n ${sql}`);
      return row?.n ?? 0;
    };
    return {
      incomplete: await this.#incomplete(),
      orphans: await count(`FROM ${this.#schema}.chunk
        LEFT JOIN ${this.#schema}.document ON document.generation = chunk.generation
        WHERE chunk.space = ${this.space.id} AND document.id IS NULL`),
      unused: await count(`FROM ${this.space.vectors} AS vector WHERE NOT EXISTS (
        SELECT 1 FROM ${this.#schema}.chunk WHERE chunk.space = ${this.space.id} AND chunk.hash = vector.hash)`),
      unsearchable: await this.#unsearchable("count"),
    };
  }

  /** Chunks of documents that are kept as another space's, or with other words than theirs: no search finds them. */
  async #unsearchable(todo: "count" | "mend"): Promise<number> {
    const { id } = this.space;
    let count = 0;
    for (let after = 0; ; ) {
      const rows = await this.postgres.query<{ id: number; text: string; headings: string }>(
        `SELECT chunk.id, chunk.text, chunk.headings FROM ${this.#schema}.chunk
         JOIN ${this.#schema}.document ON document.generation = chunk.generation
         WHERE document.space = $1 AND chunk.id > $2 ORDER BY chunk.id LIMIT ${mostRows}`,
        [id, after],
      );
      const last = rows.at(-1);
      if (!last) return count;
      const from = "FROM jsonb_to_recordset($1::text::jsonb) AS due (id integer, words text)";
      const isWrong = `chunk.id = due.id
        AND (chunk.space <> $2::integer OR chunk.words <> to_tsvector('simple', due.words))`;
      const wrong = await this.postgres.query(
        todo === "count"
          ? `SELECT 1 AS n ${from} JOIN ${this.#schema}.chunk ON ${isWrong}`
          : `UPDATE ${this.#schema}.chunk SET space = $2::integer, words = to_tsvector('simple', due.words)
             ${from} WHERE ${isWrong} RETURNING 1 AS n`,
        [
          JSON.stringify(
            rows.map((row) => ({
              id: row.id,
              words: wordsOf({ text: row.text, headings: JSON.parse(row.headings) as string[] }),
            })),
          ),
          id,
        ],
      );
      count += wrong.length;
      after = last.id;
    }
  }

  async #incomplete(): Promise<string[]> {
    const found: string[] = [];
    for (let after = ""; ; ) {
      const rows = await this.postgres.query<{
        path: string;
        generation: number;
        chunks: number;
        digest: string;
      }>(
        `SELECT path, generation, chunks, digest FROM ${this.#schema}.document WHERE space = $1 AND path > $2
         ORDER BY path LIMIT 500`,
        [this.space.id, after],
      );
      for (const { path, generation, chunks, digest } of rows) {
        const hashes = await this.#hashes(this.postgres, generation);
        if (hashes.length !== chunks || digestOf(hashes) !== digest) found.push(path);
      }
      const last = rows.at(-1);
      if (!last) return found;
      after = last.path;
    }
  }

  async torn(limit: number): Promise<readonly string[]> {
    const rows = await this.postgres.query<{ path: string }>(
      `SELECT path FROM ${this.#schema}.document WHERE space = $1 AND chunks <> (
         SELECT count(*) FROM ${this.#schema}.chunk JOIN ${this.space.vectors} AS vector ON vector.hash = chunk.hash
         WHERE chunk.generation = document.generation) LIMIT $2`,
      [this.space.id, limit],
    );
    return rows.map(({ path }) => path);
  }

  async repair(ageMs: number): Promise<readonly string[]> {
    const incomplete = await this.#incomplete();
    for (const path of incomplete) await this.remove(path);
    // Before the sweep, which takes vectors whose chunks it does not see.
    await this.#unsearchable("mend");
    await this.sweep(ageMs);
    return incomplete;
  }

  async sweep(ageMs: number): Promise<void> {
    const before = this.now() - ageMs;
    await this.postgres.transaction((statements) =>
      this.#dropGenerations(statements, "space = $1 AND begun_at <= $2", [this.space.id, before]),
    );
    await this.postgres.query(
      `DELETE FROM ${this.space.vectors} AS vector WHERE made_at <= $1 AND NOT EXISTS (
         SELECT 1 FROM ${this.#schema}.chunk WHERE chunk.space = $2 AND chunk.hash = vector.hash)`,
      [before, this.space.id],
    );
  }

  async settle(): Promise<void> {
    const [count] = await this.postgres.query<Counted>(
      `SELECT count(*)::integer AS n FROM (SELECT 1 FROM ${this.space.vectors} LIMIT ${this.indexFrom.settled}) AS counted`,
    );
    if ((count?.n ?? 0) >= this.indexFrom.settled) await this.#buildIndex();
  }

  async #buildIndex(): Promise<void> {
    const sql = this.space.kind.index(this.space.vectors, this.space.dimensions);
    if (sql === undefined) return;
    this.#indexing ??= this.postgres.slowly(sql);
    try {
      await this.#indexing;
    } catch (error) {
      this.#indexing = undefined;
      throw error;
    }
  }

  get #schema(): string {
    return this.space.schema;
  }
}

/** A chunk's words and those of its headings, without case and accents, as they are looked for. */
function wordsOf({ headings, text }: Pick<ChunkRow, "headings" | "text">): string {
  return foldedWords([...headings, text].join(" ")).join(" ");
}

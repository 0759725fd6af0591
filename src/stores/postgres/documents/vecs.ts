import { basename } from "node:path";
import type { DocumentRow } from "../../documents.ts";
import { StoreError } from "../../store-error.ts";
import type { Postgres, Statements } from "../connection.ts";
import type { SearchedSpace } from "./search.ts";

/** Marks the rows that lote wrote: it touches no others. */
const mark = "lote_path";

interface ChunkOf {
  readonly ordinal: number;
  readonly hash: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly page: number | null;
}

/**
 * A collection of the Python client `vecs` (`vecs.<name>`: id, vec, metadata), which follows the documents in the same
 * transactions. Its metadata is what LlamaIndex's SupabaseVectorStore keeps there, so that what reads it goes on.
 */
export class VecsCollection {
  readonly #name: string;
  readonly #table: string;

  /** @throws StoreError `index-url` where it can be no name */
  constructor(name: string) {
    if (!/^\w{1,60}$/.test(name)) throw new StoreError("index-url", { url: `collection=${name}` });
    this.#name = name;
    this.#table = `vecs."${name}"`;
  }

  /**
   * Makes the collection where there is none, and has it follow this space, whose vectors alone it gets: who reads it
   * cannot tell two models' vectors apart.
   *
   * @throws StoreError `index-collection` where it follows another space, or its vectors are of another length
   */
  async make(postgres: Postgres, { schema, id, dimensions }: SearchedSpace, model: string): Promise<void> {
    await postgres.transaction(async (statements) => {
      await statements.query("CREATE SCHEMA IF NOT EXISTS vecs");
      await statements.query(
        `CREATE TABLE IF NOT EXISTS ${this.#table} (
           id varchar PRIMARY KEY, vec vector(${dimensions}) NOT NULL, metadata jsonb NOT NULL DEFAULT '{}')`,
      );
      const [column] = await statements.query<{ numbers: number }>(
        "SELECT atttypmod AS numbers FROM pg_attribute WHERE attrelid = $1::text::regclass AND attname = 'vec'",
        [this.#table],
      );
      // A column without a length takes vectors of any.
      const numbers = column?.numbers ?? -1;
      if (numbers > 0 && numbers !== dimensions) throw this.#others(model, `${numbers} ≠ ${dimensions}`);
      await statements.query(
        `CREATE TABLE IF NOT EXISTS ${schema}.collection (
           name text PRIMARY KEY, space integer NOT NULL REFERENCES ${schema}.space (id) ON DELETE CASCADE)`,
      );
      await statements.query(
        `INSERT INTO ${schema}.collection (name, space) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`,
        [this.#name, id],
      );
      const [followed] = await statements.query<{ id: number; model: string }>(
        `SELECT space.id, space.model FROM ${schema}.collection
         JOIN ${schema}.space ON space.id = collection.space WHERE name = $1`,
        [this.#name],
      );
      if (followed && followed.id !== id) throw this.#others(model, followed.model);
    });
    await this.#indexPaths(postgres);
  }

  #others(model: string, detail: string): StoreError {
    return new StoreError("index-collection", { collection: this.#name, model, detail });
  }

  /** By path, so that no document's rows are looked for among all. By hash: a path may be longer than a tree takes. */
  async #indexPaths(postgres: Postgres): Promise<void> {
    const index = `vecs."${this.#name.slice(0, 50)}_lote"`;
    const [there] = await postgres.query<{ name: string | null }>("SELECT to_regclass($1)::text AS name", [
      index,
    ]);
    if (there?.name) return;
    try {
      await postgres.slowly(
        `CREATE INDEX IF NOT EXISTS "${this.#name.slice(0, 50)}_lote" ON ${this.#table} USING hash ((metadata ->> '${mark}'))`,
      );
    } catch (error) {
      // The collection is somebody else's: then it is only slower.
      if (!(error instanceof StoreError && error.code === "index-refused")) throw error;
    }
  }

  /** The document's rows are those of this generation from now on. */
  async follow(
    statements: Statements,
    { schema, vectors }: SearchedSpace,
    { path, title, content }: DocumentRow,
    generation: number,
  ): Promise<void> {
    await this.remove(statements, path);
    const chunks = await statements.query<ChunkOf>(
      `SELECT ordinal, hash, text, start, "end", page FROM ${schema}.chunk WHERE generation = $1`,
      [generation],
    );
    const rows = chunks.map((chunk) => record(path, title, content, chunk));
    await statements.query(
      `INSERT INTO ${this.#table} (id, vec, metadata)
       SELECT row.id, vector.value, row.metadata
       FROM jsonb_to_recordset($1::text::jsonb) AS row (id text, hash text, metadata jsonb)
       JOIN ${vectors} AS vector ON vector.hash = row.hash
       ON CONFLICT (id) DO UPDATE SET vec = excluded.vec, metadata = excluded.metadata`,
      [JSON.stringify(rows)],
    );
  }

  async remove(statements: Statements, path: string): Promise<void> {
    await statements.query(`DELETE FROM ${this.#table} WHERE metadata ->> '${mark}' = $1`, [path]);
  }
}

/** A node as LlamaIndex writes it (`node_to_metadata_dict`); the number is its name of the relation to a source. */
function record(
  path: string,
  title: string,
  content: string,
  { ordinal, hash, text, start, end, page }: ChunkOf,
) {
  const key = new Bun.CryptoHasher("sha256").update(`${path}\n${ordinal}`).digest("hex");
  const id = key.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
  const own = {
    file_path: path,
    file_name: basename(path),
    title,
    ...(page === null ? {} : { page_label: String(page) }),
  };
  const node = {
    id_: id,
    embedding: null,
    metadata: own,
    excluded_embed_metadata_keys: [],
    excluded_llm_metadata_keys: [],
    relationships: {
      "1": { node_id: path, node_type: "4", metadata: own, hash: content, class_name: "RelatedNodeInfo" },
    },
    text,
    start_char_idx: start,
    end_char_idx: end,
    class_name: "TextNode",
  };
  return {
    id,
    hash,
    metadata: {
      ...own,
      text,
      _node_content: JSON.stringify(node),
      _node_type: "TextNode",
      document_id: path,
      doc_id: path,
      ref_doc_id: path,
      [mark]: path,
    },
  };
}

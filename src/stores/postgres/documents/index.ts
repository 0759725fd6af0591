import type { DocumentIndex, IndexSpace, SpaceRow } from "../../documents.ts";
import { postgresAddress } from "../address.ts";
import { Postgres, type Statements } from "../connection.ts";
import { hasPgvector, makingLock, withPgvector } from "../pgvector.ts";
import { vectorKinds } from "../vector-kind.ts";
import type { SearchedSpace } from "./search.ts";
import { type IndexFrom, PostgresSpace, usualIndexFrom } from "./space.ts";
import { indexTables, vectorTable, vectorTableName } from "./tables.ts";
import { VecsCollection } from "./vecs.ts";

interface SpaceFields {
  readonly id: number;
  readonly key: string;
  readonly model: string;
  readonly dimensions: number;
  readonly embedder: string;
  readonly kept: keyof typeof vectorKinds;
}

/**
 * An index of documents in PostgreSQL, with pgvector where the server has it. Beside what the driver knows, the address
 * may say `schema`, where its tables are (lote), and `collection`, one of `vecs` that is to follow.
 */
export class PostgresDocumentIndex implements DocumentIndex {
  private constructor(
    private readonly postgres: Postgres,
    private readonly schema: string,
    private readonly collection: string | undefined,
    private readonly now: () => number,
    private readonly indexFrom: IndexFrom,
  ) {}

  get place(): string {
    return this.postgres.place;
  }

  /** @throws StoreError `index-url`, `index-unreachable`, `index-refused` */
  static async open(
    address: string,
    now: () => number = Date.now,
    indexFrom: IndexFrom = usualIndexFrom,
  ): Promise<PostgresDocumentIndex> {
    const { url, schema, collection, place } = postgresAddress(address);
    const postgres = new Postgres(url, place);
    try {
      await postgres.transaction((statements) => prepare(statements, schema));
    } catch (error) {
      await postgres.close();
      throw error;
    }
    return new PostgresDocumentIndex(postgres, schema, collection, now, indexFrom);
  }

  async space(row: SpaceRow, use: "write" | "read" = "write"): Promise<IndexSpace> {
    const found = await this.postgres.transaction((statements) => this.#make(statements, row));
    const { id, dimensions, kept } = found;
    const searched: SearchedSpace = {
      schema: this.schema,
      id,
      dimensions,
      vectors: vectorTableName(this.schema, id),
      kind: vectorKinds[kept],
    };
    const vecs =
      this.collection === undefined || use === "read" ? undefined : new VecsCollection(this.collection);
    await vecs?.make(this.postgres, searched, found.model);
    return new PostgresSpace(this.postgres, rowOf(found), searched, this.now, vecs, this.indexFrom);
  }

  async #make(
    statements: Statements,
    { id: key, model, dimensions, embedder }: SpaceRow,
  ): Promise<SpaceFields> {
    const find = () =>
      statements.query<SpaceFields>(`SELECT * FROM ${this.schema}.space WHERE key = $1`, [key]);
    const [known] = await find();
    if (known) return known;
    await statements.query("SELECT pg_advisory_xact_lock($1)", [makingLock]);
    const kept = (await hasPgvector(statements)) ? "pgvector" : "array";
    await statements.query(
      `INSERT INTO ${this.schema}.space (key, model, dimensions, embedder, kept) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (key) DO NOTHING`,
      [key, model, dimensions, JSON.stringify(embedder), kept],
    );
    const [made] = await find();
    if (!made) throw new Error("a space was not made");
    const type = vectorKinds[made.kept].type(dimensions);
    for (const sql of vectorTable(this.schema, made.id, type)) await statements.query(sql);
    return made;
  }

  async current(): Promise<SpaceRow | undefined> {
    const [row] = await this.postgres.query<SpaceFields>(`SELECT * FROM ${this.schema}.space WHERE current`);
    return row && rowOf(row);
  }

  async choose(id: string): Promise<void> {
    await this.postgres.query(`UPDATE ${this.schema}.space SET current = (key = $1)`, [id]);
  }

  async spaces(): Promise<readonly SpaceRow[]> {
    const rows = await this.postgres.query<SpaceFields>(`SELECT * FROM ${this.schema}.space ORDER BY id`);
    return rows.map(rowOf);
  }

  async drop(id: string): Promise<void> {
    await this.postgres.transaction(async (statements) => {
      const [found] = await statements.query<SpaceFields>(
        `SELECT * FROM ${this.schema}.space WHERE key = $1`,
        [id],
      );
      if (!found) return;
      await statements.query(`DELETE FROM ${this.schema}.chunk WHERE space = $1`, [found.id]);
      await statements.query(`DELETE FROM ${this.schema}.document WHERE space = $1`, [found.id]);
      await statements.query(`DROP TABLE IF EXISTS ${vectorTableName(this.schema, found.id)}`);
      await statements.query(`DELETE FROM ${this.schema}.space WHERE id = $1`, [found.id]);
    });
  }

  close(): Promise<void> {
    return this.postgres.close();
  }
}

async function prepare(statements: Statements, schema: string): Promise<void> {
  const [there] = await statements.query<{ table: string | null }>("SELECT to_regclass($1)::text AS table", [
    `${schema}.chunk_words`,
  ]);
  if (there?.table) return;
  await statements.query("SELECT pg_advisory_xact_lock($1)", [makingLock]);
  await withPgvector(statements);
  for (const sql of indexTables(schema)) await statements.query(sql);
}

function rowOf({ key, model, dimensions, embedder }: SpaceFields): SpaceRow {
  return { id: key, model, dimensions, embedder: JSON.parse(embedder) };
}

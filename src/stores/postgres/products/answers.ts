import { type AnswerRow, answerColumns, toAnswer } from "../../answer-row.ts";
import type { AnswerIndex, KeptAnswer, NearAnswer, NewAnswer } from "../../product-answers.ts";
import { postgresAddress } from "../address.ts";
import { Postgres, type Statements } from "../connection.ts";
import { makingLock, withPgvector } from "../pgvector.ts";
import { type VectorKind, vectorKinds } from "../vector-kind.ts";
import { answerTables } from "./tables.ts";

interface NearRow extends AnswerRow {
  readonly distance: number;
  readonly candidates: number;
}

/** Entries written in one statement. */
const group = 200;
/** Up to so many entries of one signature are all compared; of more, the graph's nearest, where there is a graph. */
const mostCompared = 2000;
/** As wide as pgvector searches its graph. */
const breadth = 1000;
/** Fewer vectors than these are compared faster than a graph is searched. */
const indexedFrom = 5000;

/** Answers in PostgreSQL, for several workspaces at once, ranked with pgvector where the server has it. */
export class PostgresAnswers implements AnswerIndex {
  /** Lengths of the vectors that were kept here. */
  readonly #dimensions = new Set<number>();

  private constructor(
    private readonly postgres: Postgres,
    private readonly table: string,
    private readonly kind: VectorKind,
    private readonly now: () => number,
  ) {}

  /** @throws StoreError `index-url`, `index-unreachable`, `index-refused` */
  static async open(address: string, now: () => number = Date.now): Promise<PostgresAnswers> {
    const { url, schema, place } = postgresAddress(address);
    const postgres = new Postgres(url, place);
    try {
      const kind = await postgres.transaction((statements) => prepare(statements, schema));
      return new PostgresAnswers(postgres, `${schema}.product_answer`, kind, now);
    } catch (error) {
      await postgres.close();
      throw error;
    }
  }

  async exact(scope: string, key: string): Promise<KeptAnswer | undefined> {
    const [row] = await this.postgres.query<AnswerRow>(
      `SELECT ${answerColumns} FROM ${this.table} WHERE scope = $1 AND key = $2`,
      [scope, key],
    );
    return row && toAnswer(row);
  }

  async has(scope: string, signature: string): Promise<boolean> {
    const rows = await this.postgres.query(
      `SELECT 1 AS n FROM ${this.table} WHERE scope = $1 AND signature = $2 LIMIT 1`,
      [scope, signature],
    );
    return rows.length > 0;
  }

  async near(scope: string, signature: string, vector: Float32Array, limit: number): Promise<NearAnswer[]> {
    const dimensions = vector.length;
    const asked = [scope, signature, dimensions, this.kind.write(vector), limit];
    const distance = this.#distance(dimensions, "$4");
    const hasGraph = this.kind.mixed.index(this.table, dimensions) !== undefined;
    // The few candidates are taken by their signature first: the nearest of all would be other products.
    const rows = await this.postgres.query<NearRow>(
      `WITH candidate AS MATERIALIZED (
         SELECT ${answerColumns}, value FROM ${this.table}
         WHERE scope = $1 AND signature = $2 AND dimensions = $3 ${hasGraph ? `LIMIT ${mostCompared}` : ""})
       SELECT ${answerColumns}, ${distance} AS distance, (SELECT count(*) FROM candidate)::integer AS candidates
       FROM candidate ORDER BY distance, key LIMIT $5`,
      asked,
    );
    const isAll = !hasGraph || (rows[0]?.candidates ?? 0) < mostCompared;
    return (isAll ? rows : await this.#nearOfMany(asked, distance)).map(({ distance, ...row }) => ({
      ...toAnswer(row),
      similarity: 1 - distance / 2,
    }));
  }

  /** So many say so little that one signature has thousands of them: the graph finds the nearest. */
  #nearOfMany(asked: readonly (string | number)[], distance: string): Promise<readonly NearRow[]> {
    return this.postgres.transaction(async (statements) => {
      await statements.query(`SET LOCAL hnsw.ef_search = ${breadth}`);
      // The number itself is written there: the index is of the vectors of one length alone.
      return statements.query<NearRow>(
        `SELECT ${answerColumns}, ${distance} AS distance, 0 AS candidates FROM ${this.table}
         WHERE scope = $1 AND signature = $2 AND $3::integer > 0 AND dimensions = ${Number(asked[2])}
         ORDER BY distance LIMIT $5`,
        asked,
      );
    });
  }

  #distance(dimensions: number, parameter: string): string {
    return this.kind.distance(this.kind.mixed.column("value", dimensions), `${parameter}::text`, dimensions);
  }

  async put(answers: readonly NewAnswer[]): Promise<void> {
    // In one order, so that two who keep the same do not wait for each other; and each key once.
    const once = new Map(answers.map((one) => [`${one.answer.scope}\n${one.answer.key}`, one]));
    const sorted = [...once].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
    for (let from = 0; from < sorted.length; from += group) {
      const rows = sorted.slice(from, from + group).map(({ answer: { answer, ...kept }, vector }) => {
        this.#dimensions.add(vector.length);
        const value = this.kind.write(vector);
        return { ...kept, answer: JSON.stringify(answer), dimensions: vector.length, value, at: this.now() };
      });
      await this.postgres.query(
        `INSERT INTO ${this.table} (${answerColumns}, dimensions, value, at)
         SELECT ${answerColumns}, dimensions, value::${this.kind.mixed.type}, at
         FROM jsonb_to_recordset($1::text::jsonb) AS new (scope text, key text, signature text, name text,
           answer text, dimensions integer, value text, at double precision)
         ON CONFLICT (scope, key) DO UPDATE SET signature = excluded.signature, name = excluded.name,
           answer = excluded.answer, dimensions = excluded.dimensions, value = excluded.value, at = excluded.at`,
        [JSON.stringify(rows)],
      );
    }
  }

  async size(scope: string): Promise<number> {
    const [row] = await this.postgres.query<{ n: number }>(
      `SELECT count(*)::integer AS n FROM ${this.table} WHERE scope = $1`,
      [scope],
    );
    return row?.n ?? 0;
  }

  async settle(): Promise<void> {
    for (const dimensions of this.#dimensions) {
      const index = this.kind.mixed.index(this.table, dimensions);
      if (index === undefined) continue;
      const [row] = await this.postgres.query<{ n: number }>(
        `SELECT count(*)::integer AS n
         FROM (SELECT 1 FROM ${this.table} WHERE dimensions = $1 LIMIT ${indexedFrom}) AS counted`,
        [dimensions],
      );
      if ((row?.n ?? 0) >= indexedFrom) await this.postgres.slowly(index);
    }
  }

  close(): Promise<void> {
    return this.postgres.close();
  }
}

/** Makes the table where there is none, and says how it keeps vectors. */
async function prepare(statements: Statements, schema: string): Promise<VectorKind> {
  const known = await kindOf(statements, schema);
  if (known) return known;
  await statements.query("SELECT pg_advisory_xact_lock($1)", [makingLock]);
  const kind = (await withPgvector(statements)) ? vectorKinds.pgvector : vectorKinds.array;
  for (const sql of answerTables(schema, kind.mixed.type)) await statements.query(sql);
  return (await kindOf(statements, schema)) ?? kind;
}

async function kindOf(statements: Statements, schema: string): Promise<VectorKind | undefined> {
  const [column] = await statements.query<{ type: string }>(
    `SELECT udt_name AS type FROM information_schema.columns
     WHERE table_schema = $1 AND table_name = 'product_answer' AND column_name = 'value'`,
    [schema],
  );
  return (
    column && (column.type === vectorKinds.pgvector.mixed.type ? vectorKinds.pgvector : vectorKinds.array)
  );
}

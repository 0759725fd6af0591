import { SQL } from "bun";
import { StoreError } from "../store-error.ts";
import { asPostgresError } from "./postgres-error.ts";

/** What the parameters of a statement may be. */
export type Parameter = string | number | boolean | null;

/** What runs statements: a connection, or a transaction on one. */
export interface Statements {
  /** Rows as objects. Values are bound, never written into the statement. */
  query<Row>(text: string, parameters?: readonly Parameter[]): Promise<readonly Row[]>;
}

/** Connections at once. */
const most = 8;
/** How long one statement may take, milliseconds. A server that is gone may never say so. */
const patienceMs = 60_000;
/** Building a search index of millions takes its time. */
const longPatienceMs = 3_600_000;
/** How often what the connection broke is tried again, and the first pause, which doubles: a server restarts in seconds. */
const again = { times: 5, pauseMs: 200 } as const;

/**
 * A connection to PostgreSQL: a few at a time, made when they are needed and again when they broke. Statements are not
 * prepared by name, so that a pooler may hand each transaction another connection.
 */
export class Postgres implements Statements {
  #pool: SQL | undefined;

  /** @param place host and database, to be shown */
  constructor(
    private readonly url: string,
    readonly place: string,
  ) {}

  query<Row>(text: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    return this.#patiently(async (sql) => (await sql.unsafe(text, [...parameters])) as Row[]);
  }

  /** All of it or nothing. It is run again where the connection breaks, so it must be harmless to run it twice. */
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    return this.#patiently((sql) =>
      sql.begin((transaction) =>
        work({
          query: async <Row>(text: string, parameters: readonly Parameter[] = []) =>
            (await transaction.unsafe(text, [...parameters])) as Row[],
        }),
      ),
    );
  }

  /** For what may take an hour: the server's own limit on statements is lifted for it. */
  async slowly(text: string): Promise<void> {
    const work = (sql: SQL) =>
      sql.begin(async (transaction) => {
        await transaction.unsafe("SET LOCAL statement_timeout = 0");
        await transaction.unsafe(text);
      });
    await this.#once(work, longPatienceMs);
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.close({ timeout: 0 }).catch(() => undefined);
  }

  async #patiently<T>(work: (sql: SQL) => Promise<T>): Promise<T> {
    for (let tried = 0; ; tried++) {
      try {
        return await this.#once(work, patienceMs);
      } catch (error) {
        const isPassing = error instanceof StoreError && error.code === "index-unreachable";
        if (!isPassing || tried >= again.times) throw error;
        await Bun.sleep(again.pauseMs * 2 ** tried * (0.5 + Math.random() / 2));
      }
    }
  }

  async #once<T>(work: (sql: SQL) => Promise<T>, patience: number): Promise<T> {
    const pool = this.#connect();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new StoreError("index-unreachable", { place: this.place, detail: "no answer" })),
      patience,
    );
    try {
      return await Promise.race([work(pool), late.promise]);
    } catch (thrown) {
      const error = asPostgresError(thrown, this.place);
      // A broken connection is not used again, nor are its neighbours: what they are doing is done again.
      if (error instanceof StoreError && error.code === "index-unreachable" && this.#pool === pool) {
        this.#pool = undefined;
        void pool.close({ timeout: 5 }).catch(() => undefined);
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #connect(): SQL {
    this.#pool ??= new SQL({
      url: this.url,
      adapter: "postgres",
      prepare: false,
      max: most,
      connectionTimeout: 10,
      idleTimeout: 60,
    });
    return this.#pool;
  }
}

import { SQL, type TransactionSQL } from "bun";
import { StoreError } from "../store-error.ts";
import { asMysqlError } from "./mysql-error.ts";

/** Where a MySQL or MariaDB database is. The password is shown nowhere. */
export interface MysqlAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly tls: boolean;
}

/** What the parameters of a statement may be. */
export type Parameter = string | number | null;

/** The part of a connection that runs statements. */
export interface Statements {
  /** Rows as objects. Values are bound, never written into the statement. */
  query<Row>(text: string, parameters?: readonly Parameter[]): Promise<readonly Row[]>;
  /** Rows changed, and the number that the server gave a new row. */
  change(text: string, parameters?: readonly Parameter[]): Promise<{ changed: number; id: number }>;
}

/** How long one statement may take, milliseconds. A server that is gone may never say so. */
const patienceMs = 30_000;
/** Connections at once: more than that many changes at a time help no server. */
const most = 4;

/** A connection to a MySQL or MariaDB database: a few at a time, made when they are needed and again when they broke. */
export class Mysql implements Statements {
  #pool: SQL | undefined;

  constructor(
    private readonly address: MysqlAddress,
    private readonly patience = patienceMs,
  ) {}

  /** Host and database, to be shown. */
  get where(): string {
    const { host, port, database } = this.address;
    return `${host}:${port}/${database}`;
  }

  query<Row>(text: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    return this.#run(async (sql) => (await sql.unsafe(text, [...parameters])) as Row[]);
  }

  change(text: string, parameters: readonly Parameter[] = []): Promise<{ changed: number; id: number }> {
    return this.#run(async (sql) => changeOf(await sql.unsafe(text, [...parameters])));
  }

  /**
   * Runs `work` in one transaction: all of it or nothing. Where the connection breaks as it is committed, nobody can
   * know which: the caller looks at its receipt.
   *
   * @throws StoreError `mysql-unreachable`, `mysql-busy`, `mysql-refused`, `mysql-schema`, `mysql-value`, `disk-full`
   */
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    return this.#run((sql) =>
      sql.begin((transaction: TransactionSQL) =>
        work({
          query: async <Row>(text: string, parameters: readonly Parameter[] = []) =>
            (await transaction.unsafe(text, [...parameters])) as Row[],
          change: async (text, parameters = []) => changeOf(await transaction.unsafe(text, [...parameters])),
        }),
      ),
    );
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.close({ timeout: 0 }).catch(() => undefined);
  }

  async #run<T>(work: (sql: SQL) => Promise<T>): Promise<T> {
    const pool = this.#connect();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(new StoreError("mysql-unreachable", { where: this.where, detail: "no answer" }));
    }, this.patience);
    try {
      return await Promise.race([work(pool), late.promise]);
    } catch (thrown) {
      const error = asMysqlError(thrown, this.where);
      // A broken connection is not used again, nor are its neighbours.
      if (error instanceof StoreError && error.code === "mysql-unreachable" && this.#pool === pool) {
        this.#pool = undefined;
        void pool.close({ timeout: 0 }).catch(() => undefined);
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #connect(): SQL {
    const { host, port, user, password, database, tls } = this.address;
    this.#pool ??= new SQL({
      adapter: "mysql",
      hostname: host,
      port,
      username: user,
      password,
      database,
      tls,
      max: most,
      connectionTimeout: 10,
      idleTimeout: 60,
    });
    return this.#pool;
  }
}

function changeOf(result: unknown): { changed: number; id: number } {
  const { affectedRows, lastInsertRowid } = result as { affectedRows?: unknown; lastInsertRowid?: unknown };
  return { changed: Number(affectedRows ?? 0), id: Number(lastInsertRowid ?? 0) };
}

/**
 * A name of a table or column as it stands in a statement. A table may be in another database: `staff.people`.
 *
 * @throws StoreError `mysql-schema` where it can be no name
 */
export function quoted(name: string): string {
  const parts = name.split(".");
  const isName = (part: string) => /^[^\p{C}`.]{1,64}$/u.test(part) && part.trim() === part;
  if (parts.length > 2 || !parts.every(isName)) {
    throw new StoreError("mysql-schema", {
      where: "",
      detail: `no name of a table or column: ${name.slice(0, 80)}`,
    });
  }
  return parts.map((part) => `\`${part}\``).join(".");
}

import type { Database } from "bun:sqlite";

/** How far what is limited together has come; see the migration for the clock. */
export interface RatePoolRow {
  /** What is limited together: a service's host and model. */
  readonly pool: string;
  /** Which start of which machine the times belong to. */
  readonly machine: string;
  readonly requestsAt: number;
  readonly tokensAt: number;
  readonly pausedUntil: number;
  /** The same moment as a date, milliseconds since 1970. */
  readonly pausedUntilDate: number;
  readonly refusals: number;
  readonly toldRequests: number | null;
  readonly toldTokens: number | null;
}

/** One row for each thing that a service limits, changed in short transactions by whoever wants to ask it. */
export class RatePools {
  readonly #get;
  readonly #put;

  constructor(db: Database) {
    this.#get = db.query<RatePoolRow, [string]>(
      `SELECT pool, machine, requests_at AS requestsAt, tokens_at AS tokensAt, paused_until AS pausedUntil,
         paused_until_date AS pausedUntilDate, refusals, told_requests AS toldRequests, told_tokens AS toldTokens
       FROM rate_pool WHERE pool = ?1`,
    );
    this.#put = db.query(
      `INSERT OR REPLACE INTO rate_pool (pool, machine, requests_at, tokens_at, paused_until, paused_until_date,
         refusals, told_requests, told_tokens) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
    );
  }

  get(pool: string): RatePoolRow | undefined {
    return this.#get.get(pool) ?? undefined;
  }

  put(row: RatePoolRow): void {
    this.#put.run(
      row.pool,
      row.machine,
      row.requestsAt,
      row.tokensAt,
      row.pausedUntil,
      Math.ceil(row.pausedUntilDate),
      row.refusals,
      row.toldRequests,
      row.toldTokens,
    );
  }
}

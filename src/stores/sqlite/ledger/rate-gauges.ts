import type { Database } from "bun:sqlite";
import type { HeldBy, RateGauge } from "../../ledger.ts";

interface Row extends Omit<RateGauge, "heldBy"> {
  readonly heldBy: string;
}

/** By how much it holds more: what several workers say of one pool is told as the strongest. */
const strength: readonly HeldBy[] = ["nothing", "requests", "tokens", "service"];

/** How near the workers are to the limits of services, as each tells it several times a second. */
export class RateGauges {
  readonly #put;
  readonly #delete;
  readonly #of;

  constructor(db: Database) {
    this.#put = db.query(
      `INSERT OR REPLACE INTO rate_gauge (worker, pool, requests_limit, tokens_limit, requests, tokens, waiting,
         held_by, held_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
    );
    this.#delete = db.query("DELETE FROM rate_gauge WHERE worker = ?1");
    this.#of = db.query<Row, [number]>(
      `SELECT g.pool, g.requests_limit AS requestsLimit, g.tokens_limit AS tokensLimit, g.requests, g.tokens,
         g.waiting, g.held_by AS heldBy, g.held_until AS heldUntil
       FROM rate_gauge g JOIN worker w ON w.id = g.worker
       WHERE w.ended_at IS NULL AND g.pool IN (
         SELECT pool FROM rate_gauge JOIN worker ON id = worker
         WHERE ended_at IS NULL AND (run = ?1 OR run IS NULL))
       ORDER BY g.pool, g.worker`,
    );
  }

  /** What a worker tells of itself; called inside a transaction. */
  put(worker: number, gauge: RateGauge): void {
    const { pool, requestsLimit, tokensLimit, requests, tokens, waiting, heldBy, heldUntil } = gauge;
    this.#put.run(worker, pool, requestsLimit, tokensLimit, requests, tokens, waiting, heldBy, heldUntil);
  }

  /** The worker is gone. */
  forget(worker: number): void {
    this.#delete.run(worker);
  }

  /** The pools that workers of the run ask; what is used of them counts every worker of the workspace. */
  ofRun(run: number): RateGauge[] {
    const pools = new Map<string, RateGauge>();
    for (const row of this.#of.all(run)) {
      const gauge = { ...row, heldBy: strength.find((one) => one === row.heldBy) ?? "nothing" };
      const known = pools.get(row.pool);
      pools.set(row.pool, known ? together(known, gauge) : gauge);
    }
    return [...pools.values()];
  }
}

function together(one: RateGauge, other: RateGauge): RateGauge {
  const isStronger = strength.indexOf(other.heldBy) > strength.indexOf(one.heldBy);
  return {
    // The newest worker knows the newest settings.
    ...other,
    requests: one.requests + other.requests,
    tokens: one.tokens + other.tokens,
    waiting: one.waiting + other.waiting,
    heldBy: isStronger ? other.heldBy : one.heldBy,
    heldUntil:
      one.heldUntil === null || other.heldUntil === null
        ? (one.heldUntil ?? other.heldUntil)
        : Math.max(one.heldUntil, other.heldUntil),
  };
}

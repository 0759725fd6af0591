import type { Database } from "bun:sqlite";
import type { Money } from "../../ledger.ts";

export interface PaidCall {
  /** Unique for this call: found again at the service if the process dies in between. */
  readonly key: string;
  readonly run: number;
  readonly item: number | null;
  readonly service: string;
  /** The most it can cost, in dollars. */
  readonly reservedUsd: number;
}

/** Sums of dollars in binary fractions miss by less than this. */
const rounding = 1e-9;

/**
 * Spend of a run. A paid call is journalled with its worst case before it is made, and settled from the service's
 * own usage after; both with the file flushed to the disk (`durable` writes).
 */
export class Spending {
  constructor(
    private readonly db: Database,
    private readonly now: () => number,
  ) {}

  /** Journals the call if the run stays within `capUsd`; false when it would not. The same key reserves once. */
  reserve(call: PaidCall, capUsd = Number.POSITIVE_INFINITY): boolean {
    const spend = this.db
      .query<{ total: number }, [number]>("SELECT usd + reserved_usd AS total FROM spend WHERE run = ?1")
      .get(call.run);
    const known = this.db.query("SELECT 1 FROM paid_call WHERE key = ?1").get(call.key);
    if (known) return true;
    if ((spend?.total ?? 0) + call.reservedUsd > capUsd + rounding) return false;
    this.db
      .query(
        "INSERT INTO paid_call (key, run, item, service, reserved_usd, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      )
      .run(call.key, call.run, call.item, call.service, call.reservedUsd, this.now());
    this.db
      .query(
        `INSERT INTO spend (run, reserved_usd) VALUES (?1, ?2)
         ON CONFLICT (run) DO UPDATE SET reserved_usd = reserved_usd + excluded.reserved_usd`,
      )
      .run(call.run, call.reservedUsd);
    return true;
  }

  /** What it really cost. Settling twice changes nothing. */
  settle(key: string, cost: { usd: number; tokensIn: number; tokensOut: number }): void {
    const row = this.db
      .query<{ run: number; reserved: number }, [number, number, number, number, string]>(
        `UPDATE paid_call SET usd = ?1, tokens_in = ?2, tokens_out = ?3, settled_at = ?4
         WHERE key = ?5 AND settled_at IS NULL RETURNING run, reserved_usd AS reserved`,
      )
      .get(cost.usd, cost.tokensIn, cost.tokensOut, this.now(), key);
    if (!row) return;
    this.db
      .query(
        `UPDATE spend SET reserved_usd = max(0, reserved_usd - ?2), usd = usd + ?3, requests = requests + 1,
           tokens_in = tokens_in + ?4, tokens_out = tokens_out + ?5 WHERE run = ?1`,
      )
      .run(row.run, row.reserved, cost.usd, cost.tokensIn, cost.tokensOut);
  }

  /** Calls that were journalled and never settled: to be looked up at the service. */
  open(run: number): PaidCall[] {
    return this.db
      .query<PaidCall, [number]>(
        `SELECT key, run, item, service, reserved_usd AS reservedUsd FROM paid_call
         WHERE run = ?1 AND settled_at IS NULL ORDER BY at`,
      )
      .all(run);
  }

  total(run: number): Money {
    return (
      this.db
        .query<Money, [number]>(
          "SELECT usd, requests, tokens_in AS tokensIn, tokens_out AS tokensOut FROM spend WHERE run = ?1",
        )
        .get(run) ?? { usd: 0, requests: 0, tokensIn: 0, tokensOut: 0 }
    );
  }
}

import type { Database } from "bun:sqlite";
import type { Json, Money } from "../../ledger.ts";
import { fromText, toText } from "./json.ts";

export interface PaidCall {
  /** What is bought: the same key is bought once in the whole workspace, whichever run asks. */
  readonly key: string;
  readonly run: number;
  readonly item: number | null;
  readonly service: string;
  /** The most it can cost, in dollars. */
  readonly reservedUsd: number;
}

export interface Cost {
  readonly usd: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** What the journal says when a call is about to be made. */
export type Reservation =
  /** Journalled now: it may be made. */
  | { readonly state: "reserved" }
  /** Journalled by the worker with this number, and neither settled nor released. */
  | { readonly state: "open"; readonly owner: number }
  | { readonly state: "settled"; readonly answer: Json }
  /** The process that made it died before its answer was written: it may have been paid for. */
  | { readonly state: "lost" }
  /** The run would pass its cap. `usd` is spent, `reservedUsd` may come on top of it. */
  | { readonly state: "over-cap"; readonly usd: number; readonly reservedUsd: number };

interface Row {
  readonly owner: number;
  readonly settled: number | null;
  readonly lost: number;
  readonly answer: string | null;
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
    private readonly actor: () => number,
  ) {}

  /** Journals the call if it is new and the run stays within `capUsd`; else says what stands in the way. */
  reserve(call: PaidCall, capUsd = Number.POSITIVE_INFINITY): Reservation {
    const known = this.#get(call.key);
    if (known) return known;
    const spend = this.db
      .query<{ usd: number; reservedUsd: number }, [number]>(
        "SELECT usd, reserved_usd AS reservedUsd FROM spend WHERE run = ?1",
      )
      .get(call.run) ?? { usd: 0, reservedUsd: 0 };
    if (spend.usd + spend.reservedUsd + call.reservedUsd > capUsd + rounding) {
      return { state: "over-cap", ...spend };
    }
    this.db
      .query(
        `INSERT INTO paid_call (key, run, item, service, reserved_usd, owner, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
      )
      .run(call.key, call.run, call.item, call.service, call.reservedUsd, this.actor(), this.now());
    this.db
      .query(
        `INSERT INTO spend (run, reserved_usd) VALUES (?1, ?2)
         ON CONFLICT (run) DO UPDATE SET reserved_usd = reserved_usd + excluded.reserved_usd`,
      )
      .run(call.run, call.reservedUsd);
    return { state: "reserved" };
  }

  /** Is the call journalled: under way, settled or lost? */
  has(key: string): boolean {
    return this.db.query("SELECT 1 FROM paid_call WHERE key = ?1").get(key) !== null;
  }

  #get(key: string): Reservation | undefined {
    const row = this.db
      .query<Row, [string]>("SELECT owner, settled_at AS settled, lost, answer FROM paid_call WHERE key = ?1")
      .get(key);
    if (!row) return undefined;
    if (row.settled === null) return { state: "open", owner: row.owner };
    return row.lost ? { state: "lost" } : { state: "settled", answer: fromText(row.answer) };
  }

  /** What it really cost, and what was bought. Settling twice changes nothing. */
  settle(key: string, cost: Cost, answer: Json = null): void {
    const row = this.db
      .query<{ run: number; reserved: number }, [number, number, number, number, string | null, string]>(
        `UPDATE paid_call SET usd = ?1, tokens_in = ?2, tokens_out = ?3, settled_at = ?4, answer = ?5
         WHERE key = ?6 AND settled_at IS NULL RETURNING run, reserved_usd AS reserved`,
      )
      .get(cost.usd, cost.tokensIn, cost.tokensOut, this.now(), toText(answer), key);
    if (row) this.#spent(row.run, row.reserved, cost);
  }

  /** Nobody will ever know what came of it: it counts at its worst, and is not made again by itself. */
  lose(key: string): void {
    const row = this.db
      .query<{ run: number; reserved: number }, [number, string]>(
        `UPDATE paid_call SET usd = reserved_usd, settled_at = ?1, lost = 1
         WHERE key = ?2 AND settled_at IS NULL RETURNING run, reserved_usd AS reserved`,
      )
      .get(this.now(), key);
    if (row) this.#spent(row.run, row.reserved, { usd: row.reserved, tokensIn: 0, tokensOut: 0 });
  }

  /** The service did not take it, so that it costs nothing: it may be made anew. */
  release(key: string): void {
    const row = this.db
      .query<{ run: number; reserved: number }, [string]>(
        "DELETE FROM paid_call WHERE key = ?1 AND settled_at IS NULL RETURNING run, reserved_usd AS reserved",
      )
      .get(key);
    if (!row) return;
    this.db
      .query("UPDATE spend SET reserved_usd = max(0, reserved_usd - ?2) WHERE run = ?1")
      .run(row.run, row.reserved);
  }

  /** This worker answers for the open call of a dead one from now on. */
  adopt(key: string): void {
    this.#own(key, this.actor());
  }

  /** Nobody answers for the open call: the next who wants it looks it up at the service. */
  disown(key: string): void {
    this.#own(key, 0);
  }

  #own(key: string, owner: number): void {
    this.db.query("UPDATE paid_call SET owner = ?2 WHERE key = ?1 AND settled_at IS NULL").run(key, owner);
  }

  /** The run wants what a call was to bring that was lost, perhaps another run's. */
  meetLost(run: number, key: string): void {
    this.db.query("INSERT OR IGNORE INTO lost_call (run, key) VALUES (?1, ?2)").run(run, key);
  }

  /**
   * The lost calls that the run made or met, or the one with this key, may be made again. What they may have cost
   * stays counted.
   */
  forgetLost(run: number, key: string | null = null): void {
    this.db
      .query(
        `UPDATE paid_call SET key = key || ' #' || rowid
         WHERE lost = 1 AND key NOT LIKE '% #' || rowid AND (key = ?2 OR (?2 IS NULL AND
           (run = ?1 OR key IN (SELECT key FROM lost_call WHERE run = ?1))))`,
      )
      .run(run, key);
    if (key === null) this.db.query("DELETE FROM lost_call WHERE run = ?1").run(run);
  }

  /** Owners of calls of the run that were journalled and neither settled nor released. */
  owners(run: number): number[] {
    return this.db
      .query<{ owner: number }, [number]>(
        "SELECT DISTINCT owner FROM paid_call WHERE run = ?1 AND settled_at IS NULL",
      )
      .all(run)
      .map(({ owner }) => owner);
  }

  #spent(run: number, reserved: number, cost: Cost): void {
    this.db
      .query(
        `UPDATE spend SET reserved_usd = max(0, reserved_usd - ?2), usd = usd + ?3, requests = requests + 1,
           tokens_in = tokens_in + ?4, tokens_out = tokens_out + ?5 WHERE run = ?1`,
      )
      .run(run, reserved, cost.usd, cost.tokensIn, cost.tokensOut);
  }

  /** Dollars that what is under way may come to at most. */
  reserved(run: number): number {
    return (
      this.db
        .query<{ usd: number }, [number]>("SELECT reserved_usd AS usd FROM spend WHERE run = ?1")
        .get(run)?.usd ?? 0
    );
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

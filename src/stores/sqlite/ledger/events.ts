import type { Database } from "bun:sqlite";
import type { LedgerEvent, StoredEvent } from "../../ledger.ts";

const perRow = 1024;

/** What happened, in order. The events of one transaction share a row, so that an item costs no row of its own. */
export class Events {
  readonly #buffer = new Map<number, LedgerEvent[]>();
  readonly #insert;
  readonly #after;
  readonly #latest;

  constructor(
    db: Database,
    private readonly now: () => number,
  ) {
    this.#insert = db.query("INSERT INTO event (run, at, body) VALUES (?1, ?2, ?3)");
    this.#after = db.query<{ id: number; run: number; at: number; body: string }, [number, number, number]>(
      "SELECT id, run, at, body FROM event WHERE run = ?1 AND id >= ?2 ORDER BY id LIMIT ?3",
    );
    this.#latest = db.query<{ id: number; run: number; at: number; body: string }, [number, number]>(
      "SELECT id, run, at, body FROM event WHERE run = ?1 ORDER BY id DESC LIMIT ?2",
    );
  }

  add(run: number, event: LedgerEvent): void {
    const list = this.#buffer.get(run);
    if (list) list.push(event);
    else this.#buffer.set(run, [event]);
  }

  flush(): void {
    const at = this.now();
    for (const [run, list] of this.#buffer) {
      for (let from = 0; from < list.length; from += perRow) {
        this.#insert.run(run, at, JSON.stringify(list.slice(from, from + perRow)));
      }
    }
    this.clear();
  }

  /** Does something wait for the next transaction? */
  get isEmpty(): boolean {
    return this.#buffer.size === 0;
  }

  clear(): void {
    this.#buffer.clear();
  }

  /** Events with a sequence number above `seq`, in order, from at most `rows` commits. */
  after(run: number, seq: number, rows = 64): StoredEvent[] {
    return (
      this.#after
        // The first row may hold nothing but events that were seen.
        .all(run, Math.max(0, Math.floor(seq / perRow)), rows + 1)
        .flatMap(unpack)
        .filter((event) => event.seq > seq)
    );
  }

  /** The number to go on from: before all events of the run, or after those that are there. */
  lastSeq(run: number, from: "start" | "end"): number {
    return from === "start" ? -1 : (this.latest(run, 1)[0]?.seq ?? -1);
  }

  /** The newest events, newest first, from at most `rows` commits. */
  latest(run: number, rows = 16): StoredEvent[] {
    return this.#latest.all(run, rows).flatMap((row) => unpack(row).reverse());
  }
}

function unpack(row: { id: number; run: number; at: number; body: string }): StoredEvent[] {
  const list = JSON.parse(row.body) as LedgerEvent[];
  return list.map((event, index) => ({ seq: row.id * perRow + index, run: row.run, at: row.at, event }));
}

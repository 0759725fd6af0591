import type { Database } from "bun:sqlite";
import { type Counts, type ItemState, itemStates, type StageProgress } from "../../ledger.ts";

const columns = [...itemStates, "retried"] as const;
type Column = (typeof columns)[number];

interface StageDelta {
  entered: number;
  finished: number;
  busyMs: number;
}

/**
 * How many items of a run are in which state. Deltas are gathered during a transaction and written at its end as
 * one row a run and worker; the sum over workers is the truth, a single row may be negative.
 */
export class Counters {
  readonly #deltas = new Map<number, Record<Column, number>>();
  readonly #stages = new Map<number, Map<string, StageDelta>>();
  readonly #upsert;
  readonly #upsertStage;
  readonly #sum;
  readonly #sumStages;

  constructor(
    db: Database,
    private readonly actor: () => number,
  ) {
    this.#upsert = db.query(
      `INSERT INTO counter (run, worker, ${columns.join(", ")}) VALUES (?1, ?2, ${columns.map((_, i) => `?${i + 3}`).join(", ")})
       ON CONFLICT (run, worker) DO UPDATE SET ${columns.map((c) => `${c} = ${c} + excluded.${c}`).join(", ")}`,
    );
    this.#upsertStage = db.query(
      `INSERT INTO stage_counter (run, worker, stage, entered, finished, busy_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (run, worker, stage) DO UPDATE SET entered = entered + excluded.entered,
         finished = finished + excluded.finished, busy_ms = busy_ms + excluded.busy_ms`,
    );
    this.#sum = db.query<Record<Column, number | null>, [number]>(
      `SELECT ${columns.map((c) => `sum(${c}) AS ${c}`).join(", ")} FROM counter WHERE run = ?1`,
    );
    this.#sumStages = db.query<
      { stage: string; entered: number; finished: number; busyMs: number },
      [number]
    >(
      `SELECT stage, sum(entered) AS entered, sum(finished) AS finished, sum(busy_ms) AS busyMs
       FROM stage_counter WHERE run = ?1 GROUP BY stage`,
    );
  }

  add(run: number, column: Column, delta: number): void {
    if (delta === 0) return;
    const row = this.#deltas.get(run) ?? zero();
    row[column] += delta;
    this.#deltas.set(run, row);
  }

  /** An item left `from` (null: it is new) for `to`. */
  move(run: number, from: ItemState | null, to: ItemState, count = 1): void {
    if (from !== null) this.add(run, from, -count);
    this.add(run, to, count);
  }

  stage(run: number, stage: string, entered: number, finished: number, busyMs: number): void {
    const stages = this.#stages.get(run) ?? new Map<string, StageDelta>();
    const row = stages.get(stage) ?? { entered: 0, finished: 0, busyMs: 0 };
    row.entered += entered;
    row.finished += finished;
    row.busyMs += busyMs;
    stages.set(stage, row);
    this.#stages.set(run, stages);
  }

  /** Called at the end of every transaction. */
  flush(): void {
    for (const [run, row] of this.#deltas) {
      this.#upsert.run(run, this.actor(), ...columns.map((column) => row[column]));
    }
    for (const [run, stages] of this.#stages) {
      for (const [stage, row] of stages) {
        this.#upsertStage.run(run, this.actor(), stage, row.entered, row.finished, Math.round(row.busyMs));
      }
    }
    this.clear();
  }

  /** The transaction was rolled back. */
  clear(): void {
    this.#deltas.clear();
    this.#stages.clear();
  }

  counts(run: number): Counts & { readonly retried: number } {
    const row = this.#sum.get(run);
    const counts = zero();
    // Inside a transaction, what it changed so far counts too.
    const delta = this.#deltas.get(run);
    for (const column of columns) counts[column] = (row?.[column] ?? 0) + (delta?.[column] ?? 0);
    return counts;
  }

  stages(run: number): StageProgress[] {
    return this.#sumStages.all(run);
  }
}

function zero(): Record<Column, number> {
  return { pending: 0, leased: 0, waiting: 0, review: 0, done: 0, skipped: 0, failed: 0, retried: 0 };
}

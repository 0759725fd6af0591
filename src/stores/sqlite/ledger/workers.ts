import type { Database } from "bun:sqlite";
import { basename, dirname, join } from "node:path";
import type { WorkerRow } from "../../ledger.ts";
import { itemStates } from "../../ledger.ts";
import type { Counters } from "./counters.ts";
import type { RateGauges } from "./rate-gauges.ts";
import type { Runs } from "./runs.ts";

const leased = itemStates.indexOf("leased");

/** For so long no worker may have died before an item is tried again that was alone with a death, milliseconds. */
const calmMs = 1000;

interface Row {
  id: number;
  machine: string;
  pid: number;
  run: number | null;
  leaseUntil: number;
  stop: number;
  note: string;
  lock: string;
}

/** Who is at work. Whether a worker lives is told by its lock file, or by its lease when it is on another machine. */
export class Workers {
  readonly #alive;
  readonly #renew;
  readonly #one;
  readonly #isAlive;

  constructor(
    private readonly db: Database,
    private readonly now: () => number,
    private readonly counters: Counters,
    private readonly runs: Runs,
    private readonly gauges: RateGauges,
  ) {
    const columns = "id, machine, pid, run, lease_until AS leaseUntil, stop, note, lock";
    this.#alive = db.query<Row, []>(`SELECT ${columns} FROM worker WHERE ended_at IS NULL ORDER BY id`);
    this.#renew = db.query("UPDATE worker SET lease_until = ?2 WHERE id = ?1 AND ended_at IS NULL");
    this.#isAlive = db.query("SELECT 1 FROM worker WHERE id = ?1 AND ended_at IS NULL");
    this.#one = db.query<Row, [number]>(`SELECT ${columns} FROM worker WHERE id = ?1 AND ended_at IS NULL`);
  }

  /** `run` limits it to one run; null serves all. `lockPath` is a file in the workspace's `workers` folder. */
  enlist(machine: string, pid: number, run: number | null, lockPath: string, leaseMs: number): number {
    const row = this.db
      .query<{ id: number }, [string, number, number | null, string, number, number]>(
        `INSERT INTO worker (machine, pid, run, lock, started_at, lease_until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id`,
      )
      .get(machine, pid, run, basename(lockPath), this.now(), this.now() + leaseMs);
    return row?.id ?? 0;
  }

  setNote(id: number, note: string): void {
    this.db.query("UPDATE worker SET note = ?2 WHERE id = ?1").run(id, note);
  }

  /** Workers that have not been found dead. */
  alive(): (WorkerRow & { readonly lockPath: string })[] {
    // Another container may see the workspace at another path.
    const folder = join(dirname(this.db.filename), "workers");
    return this.#alive.all().map(({ lock, ...row }) => ({ ...row, lockPath: join(folder, lock) }));
  }

  /** Has nobody declared it dead? */
  isAlive(id: number): boolean {
    return this.#isAlive.get(id) !== null;
  }

  get(id: number): WorkerRow | undefined {
    const row = this.#one.get(id);
    if (!row) return undefined;
    const { lock: _, ...worker } = row;
    return worker;
  }

  /** Longer by `leaseMs`; false when another worker declared this one dead. */
  renew(id: number, leaseMs: number): boolean {
    return this.#renew.run(id, this.now() + leaseMs).changes > 0;
  }

  /** Asks the workers of a run to stop when what they have in flight is finished. */
  requestStop(run: number): void {
    this.db.query("UPDATE worker SET stop = 1 WHERE ended_at IS NULL AND (run = ?1 OR run IS NULL)").run(run);
  }

  /**
   * The worker is gone: what it held is pending again. `inside` are the items that were inside a stage: each is
   * suspected to have killed it, and will run alone; one that did run alone has now been alone with a death more.
   * Such a one is tried again when no worker has died for a while: where somebody, or a machine short of memory, kills
   * workers again and again, it would else be under suspicion for what is always there. One that left in order did not
   * die.
   */
  bury(id: number, inside: readonly number[], died = true): number {
    const suspect = this.db.query(
      "UPDATE item SET alone = coalesce(alone + 1, 0) WHERE id = ?1 AND owner = ?2",
    );
    for (const item of inside) suspect.run(item, id);
    const rows = this.db
      .query<{ run: number }, [number]>(
        `UPDATE item SET state = 0, owner = NULL, due_at = 0 WHERE owner = ?1 AND state = ${leased} RETURNING run`,
      )
      .all(id);
    for (const { run } of rows) this.counters.move(run, "leased", "pending");
    if (died) {
      const calm = this.db.query("UPDATE item SET due_at = ?1 WHERE alone > 0 AND state = 0");
      calm.run(this.now() + calmMs);
    }
    this.db.query("UPDATE job SET owner = NULL WHERE owner = ?1").run(id);
    this.runs.freeOwner(id);
    this.gauges.forget(id);
    this.db.query("UPDATE worker SET ended_at = ?2 WHERE id = ?1").run(id, this.now());
    return rows.length;
  }
}

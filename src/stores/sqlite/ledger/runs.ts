import type { Database } from "bun:sqlite";
import type { Failure, Json, NewRun, Policy, RunRow, RunState } from "../../ledger.ts";
import type { Events } from "./events.ts";
import { fromText, toText } from "./json.ts";

interface Row {
  id: number;
  name: string;
  workflow: string;
  parameters: string;
  policy: string;
  fingerprint: string;
  state: RunState;
  source_done: number;
  barrier: number;
  created_at: number;
  ended_at: number | null;
  active_ms: number;
  detail: string | null;
  stopped: string | null;
  return_to: RunRow["returnTo"];
  undoing: number;
  calling_off: number;
  forgiven: number;
}

/** Easily told apart when read aloud: no 0 o 1 l i. */
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

/** Batches: made, found, paused, ended. */
export class Runs {
  readonly #reach;

  constructor(
    private readonly db: Database,
    private readonly now: () => number,
    private readonly events: Events,
  ) {
    this.#reach = db.query(
      `UPDATE run SET barrier = min(barrier, ?2), barrier_owner = NULL
       WHERE id = ?1 AND (barrier > ?2 OR barrier_owner IS NOT NULL)`,
    );
  }

  create(run: NewRun): RunRow {
    const row = this.db
      .query<Row, [string, string, string, string, string, number]>(
        `INSERT INTO run (name, workflow, parameters, policy, fingerprint, state, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 'active', ?6) RETURNING *`,
      )
      .get(
        this.#newName(),
        run.workflow,
        JSON.stringify(run.parameters),
        JSON.stringify(run.policy),
        run.fingerprint,
        this.now(),
      );
    if (!row) throw new Error("the run was not written");
    this.events.add(row.id, { type: "run", state: "started" });
    return toRow(row);
  }

  #newName(): string {
    for (;;) {
      const bytes = crypto.getRandomValues(new Uint8Array(5));
      const name = [...bytes].map((byte) => alphabet[byte % alphabet.length]).join("");
      if (!this.find(name)) return name;
    }
  }

  get(id: number): RunRow | undefined {
    const row = this.db.query<Row, [number]>("SELECT * FROM run WHERE id = ?1").get(id);
    return row ? toRow(row) : undefined;
  }

  /** By what a person types. */
  find(name: string): RunRow | undefined {
    const row = this.db.query<Row, [string]>("SELECT * FROM run WHERE name = ?1").get(name);
    return row ? toRow(row) : undefined;
  }

  /** The newest run of the same command that has not ended. */
  unfinished(fingerprint: string): RunRow | undefined {
    const row = this.db
      .query<Row, [string]>(
        `SELECT * FROM run WHERE fingerprint = ?1 AND coalesce(return_to, state) IN ('active', 'paused')
         ORDER BY id DESC LIMIT 1`,
      )
      .get(fingerprint);
    return row ? toRow(row) : undefined;
  }

  /** Newest first. */
  list(limit: number): RunRow[] {
    return this.db.query<Row, [number]>("SELECT * FROM run ORDER BY id DESC LIMIT ?1").all(limit).map(toRow);
  }

  active(): RunRow[] {
    return this.db.query<Row, []>("SELECT * FROM run WHERE state = 'active' ORDER BY id").all().map(toRow);
  }

  setState(id: number, state: RunState, stopped?: Failure): void {
    this.db
      .query(
        "UPDATE run SET state = ?2, ended_at = ?3, stopped = ?4, return_to = NULL, undoing = 0, calling_off = 0 WHERE id = ?1",
      )
      .run(id, state, state === "ended" || state === "cancelled" ? this.now() : null, toText(stopped));
    this.events.add(id, { type: "run", state });
  }

  /** Has answers carried out in a run that is over or paused, and nothing else of it. A run at work does it anyway. */
  settleOnly(id: number): void {
    this.db
      .query("UPDATE run SET return_to = state, state = 'active' WHERE id = ?1 AND state <> 'active'")
      .run(id);
  }

  /** An answer has items that go on through the stages: a run that had nothing left to do has something again. */
  goOn(id: number): void {
    const { changes } = this.db
      .query("UPDATE run SET state = 'active', ended_at = NULL WHERE id = ?1 AND state = 'ended'")
      .run(id);
    if (changes > 0) this.events.add(id, { type: "run", state: "active" });
  }

  /** Has everything taken back; what the run had not done yet it does not do any more, so it is over then. */
  undo(id: number): void {
    this.db
      .query(
        "UPDATE run SET undoing = 1, source_done = 1, return_to = 'ended', state = 'active' WHERE id = ?1",
      )
      .run(id);
  }

  /** It is over, but for what services still have of it, which is called off first. */
  callOff(id: number): void {
    this.db
      .query(
        `UPDATE run SET calling_off = 1, return_to = 'cancelled', undoing = 0, state = 'active', stopped = NULL
         WHERE id = ?1`,
      )
      .run(id);
  }

  /** What {@link settleOnly} or {@link undo} asked for is done. */
  returnFrom(id: number): void {
    const row = this.db
      .query<{ state: RunState; undone: number }, [number, number]>(
        `UPDATE run SET state = return_to, return_to = NULL, ended_at = coalesce(ended_at, ?2)
         WHERE id = ?1 AND state = 'active' AND return_to IS NOT NULL RETURNING state, undoing AS undone`,
      )
      .get(id, this.now());
    if (!row) return;
    this.db.query("UPDATE run SET undoing = 0, calling_off = 0 WHERE id = ?1").run(id);
    this.events.add(id, { type: "run", state: row.undone ? "undone" : row.state });
  }

  /** So many failures no longer count against the run's limit: a person saw them and went on. */
  forgive(id: number, failures: number): void {
    this.db.query("UPDATE run SET forgiven = ?2 WHERE id = ?1").run(id, failures);
  }

  setPolicy(id: number, policy: Policy): void {
    this.db.query("UPDATE run SET policy = ?2 WHERE id = ?1").run(id, JSON.stringify(policy));
  }

  setDetail(id: number, detail: Json): void {
    this.db.query("UPDATE run SET detail = ?2 WHERE id = ?1").run(id, toText(detail));
  }

  addActive(id: number, ms: number): void {
    this.db.query("UPDATE run SET active_ms = active_ms + ?2 WHERE id = ?1").run(id, Math.ceil(ms));
  }

  /** Only one worker reads the source of a run: true if it is this one. */
  ownSource(id: number, worker: number): boolean {
    return (
      this.db
        .query(
          `UPDATE run SET source_owner = ?2 WHERE id = ?1 AND source_done = 0
           AND (source_owner IS NULL OR source_owner = ?2)`,
        )
        .run(id, worker).changes > 0
    );
  }

  /** The source was read to its end. */
  closeSource(id: number): void {
    this.db.query("UPDATE run SET source_done = 1, source_owner = NULL WHERE id = ?1").run(id);
  }

  /** Only one worker runs a whole-run stage: true if it is this one. */
  ownBarrier(id: number, worker: number): boolean {
    return (
      this.db
        .query(
          `UPDATE run SET barrier_owner = ?2 WHERE id = ?1 AND (barrier_owner IS NULL OR barrier_owner = ?2)`,
        )
        .run(id, worker).changes > 0
    );
  }

  /** Does the worker still hold it? Not when an item came to the stage since, which has it done again. */
  ownsBarrier(id: number, worker: number): boolean {
    return this.db.query("SELECT 1 FROM run WHERE id = ?1 AND barrier_owner = ?2").get(id, worker) !== null;
  }

  /** The whole-run stage is done; what waits at it may go on. False when the worker no longer holds it. */
  passBarrier(id: number, worker: number, barrier: number): boolean {
    return (
      this.db
        .query("UPDATE run SET barrier = ?3, barrier_owner = NULL WHERE id = ?1 AND barrier_owner = ?2")
        .run(id, worker, barrier).changes > 0
    );
  }

  /** An item came to a whole-run stage: one that was passed already, or is at work, is done again for it. */
  reachBarrier(id: number, barrier: number): void {
    this.#reach.run(id, barrier);
  }

  /** What a dead worker held of runs is free again. */
  freeOwner(worker: number): void {
    this.db.query("UPDATE run SET source_owner = NULL WHERE source_owner = ?1").run(worker);
    this.db.query("UPDATE run SET barrier_owner = NULL WHERE barrier_owner = ?1").run(worker);
  }
}

function toRow(row: Row): RunRow {
  return {
    id: row.id,
    name: row.name,
    workflow: row.workflow,
    parameters: fromText(row.parameters),
    policy: fromText<Policy>(row.policy),
    fingerprint: row.fingerprint,
    state: row.state,
    sourceDone: row.source_done === 1,
    barrier: row.barrier,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    activeMs: row.active_ms,
    detail: fromText(row.detail),
    stopped: fromText<Failure | null>(row.stopped),
    returnTo: row.return_to,
    undoing: row.undoing === 1,
    callingOff: row.calling_off === 1,
    forgiven: row.forgiven,
  };
}

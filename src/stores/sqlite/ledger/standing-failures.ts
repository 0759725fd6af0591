import type { Database } from "bun:sqlite";
import type { Failure, Json } from "../../ledger.ts";
import { code } from "./item-state.ts";
import { fromText } from "./json.ts";

/** The newest word on something that failed. */
export interface StandingFailure {
  readonly key: string;
  readonly input: Json;
  readonly failure: Failure;
  readonly attempts: number;
  /** Name of the run it failed in, and when that began. */
  readonly run: string;
  readonly at: number;
}

interface FailureRow extends Omit<StandingFailure, "input" | "failure"> {
  readonly runId: number;
  readonly id: number;
  readonly stage: number;
  readonly input: string;
  readonly failure: string;
}

const page = 500;

/** What failed in the runs of a workflow, and has not come through since. Dry runs have no say in it. */
export class StandingFailures {
  readonly #page;

  constructor(db: Database) {
    this.#page = db.query<FailureRow, [string, number, number, number, number, number]>(
      `SELECT item.id, item.stage, item.run AS runId, item.key, item.input, item.failure, item.attempts,
         run.name AS run, run.created_at AS at
       FROM run CROSS JOIN item ON item.run = run.id AND item.state = ${code.failed}
       WHERE run.workflow = ?1 AND NOT run.policy ->> 'dryRun' AND run.id < ?2 AND (run.id, item.stage, item.id) > (?3, ?4, ?5)
         AND NOT EXISTS (
           SELECT 1 FROM run AS later CROSS JOIN item AS again ON again.run = later.id AND again.key = item.key
           WHERE later.workflow = ?1 AND NOT later.policy ->> 'dryRun' AND later.id > run.id AND later.id < ?2
             AND again.state IN (${code.done}, ${code.skipped}, ${code.failed}))
       ORDER BY run.id, item.stage, item.id LIMIT ?6`,
    );
  }

  /** Of the runs before this one, oldest first; read in pages. */
  *of(workflow: string, beforeRun = Number.MAX_SAFE_INTEGER): Generator<StandingFailure> {
    for (let after: readonly [number, number, number] = [0, 0, 0]; ; ) {
      const rows = this.#page.all(workflow, beforeRun, ...after, page);
      for (const { input, failure, key, attempts, run, at } of rows) {
        yield { key, attempts, run, at, input: fromText(input), failure: fromText(failure) };
      }
      const last = rows.at(-1);
      if (!last || rows.length < page) return;
      after = [last.runId, last.stage, last.id];
    }
  }
}

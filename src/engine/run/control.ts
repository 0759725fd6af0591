import type { RunRow, RunState } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { LoteError } from "../errors/lote-error.ts";

/** Changes to a run that a person asks for: each only writes the ledger; workers see it within a quarter second. */

const group = 1000;

/** @throws LoteError `unknown-run` */
export function findRun(ledger: Ledger, name: string): RunRow {
  const run = ledger.runs.find(name);
  if (!run) throw new LoteError("unknown-run", { run: name });
  return run;
}

/** Workers take nothing new of it. */
export function pauseRun(ledger: Ledger, run: RunRow): Promise<void> {
  return change(ledger, run, ["active"], "pause", () => ledger.runs.setState(run.id, "paused"));
}

/**
 * Goes on after a pause, a stop or a crash; a worker must be started by the caller.
 *
 * @param maxCostUsd another cap from now on
 */
export async function resumeRun(ledger: Ledger, run: RunRow, maxCostUsd?: number): Promise<void> {
  const row = ledger.runs.get(run.id);
  // An undo, or late answers to a run that is over, broken off by a crash: a worker goes on with them.
  if (row?.state === "active" && (row.returnTo === "ended" || row.returnTo === "cancelled")) return;
  return change(ledger, run, ["active", "paused"], "resume", () => resume(ledger, run.id, maxCostUsd));
}

/** Called inside a transaction: a paused run goes on, and failures so far no longer count against its limit. */
export function resume(ledger: Ledger, id: number, maxCostUsd?: number): void {
  const policy = ledger.runs.get(id)?.policy;
  if (policy && maxCostUsd !== undefined) ledger.runs.setPolicy(id, { ...policy, maxCostUsd });
  if (stateOf(ledger, id) !== "paused") return;
  ledger.runs.setState(id, "active");
  ledger.runs.forgive(id, ledger.counters.counts(id).failed);
}

/**
 * Ends it for good; what is in flight is dropped, what was applied stays (undo takes it back). True where services still
 * have jobs of it, which a worker calls off: it must be started by the caller.
 */
export function cancelRun(ledger: Ledger, run: RunRow): Promise<boolean> {
  return change(ledger, run, ["active", "paused"], "cancel", () => {
    if (ledger.jobs.unsettled(run.id) === 0) {
      ledger.runs.setState(run.id, "cancelled");
      return false;
    }
    ledger.jobs.hurry(run.id, ledger.now());
    ledger.runs.callOff(run.id);
    return true;
  });
}

/** Puts the failed items back; returns how many. */
export async function retryFailed(ledger: Ledger, run: RunRow): Promise<number> {
  let count = 0;
  for (let after = { stage: -1, id: 0 }; ; ) {
    const moved = await change(ledger, run, ["active", "paused", "ended"], "retry", () => {
      const { count, last } = ledger.items.retryFailed(run.id, group, after);
      after = last;
      if (count > 0) {
        ledger.runs.forgive(run.id, 0);
        ledger.spending.forgetLost(run.id);
        // Told once, and not with each group.
        if (!isAtWork(ledger, run.id)) ledger.runs.setState(run.id, "active");
      }
      return count;
    });
    count += moved;
    if (moved < group) return count;
  }
}

/**
 * Takes back everything the run applied; returns how many effects. What the run had not done yet it does not do any
 * more: to go on and to take back are not asked for at once. A worker must be started by the caller.
 */
export async function undoRun(ledger: Ledger, run: RunRow): Promise<number> {
  // What was refused, or failed, when this was last asked for is tried once more.
  while ((await ledger.write(() => ledger.effects.askAgain(run.id, group))) > 0);
  for (let after: number | undefined = 0; after !== undefined; ) {
    const from: number = after;
    after = await ledger.write(() => {
      ledger.runs.undo(run.id);
      ledger.jobs.hurry(run.id, ledger.now());
      return ledger.items.retryReverts(run.id, from, group);
    });
  }
  const count = ledger.effects.countLive(run.id);
  while ((await ledger.write(() => ledger.items.drop(run.id, group, "undone"))) > 0);
  if (count === 0) await ledger.write(() => returnIfDone(ledger, run.id));
  return count;
}

/** Called inside a transaction: no worker is needed where nothing was applied and nothing is at work. */
function returnIfDone(ledger: Ledger, id: number): void {
  const isIdle = ledger.counters.counts(id).leased === 0 && ledger.jobs.unsettled(id) === 0;
  if (isIdle && !ledger.items.isSettling(id)) ledger.runs.returnFrom(id);
}

/** It does all that there is to do, and not only what answers or an undo ask for. */
function isAtWork(ledger: Ledger, id: number): boolean {
  const row = ledger.runs.get(id);
  return row?.state === "active" && row.returnTo === null;
}

/** What the run is but for answers or an undo that are being carried out. */
function stateOf(ledger: Ledger, id: number): RunState | undefined {
  const row = ledger.runs.get(id);
  return row?.returnTo ?? row?.state;
}

/** In one transaction: the run may have ended since the caller looked at it. */
function change<T>(
  ledger: Ledger,
  run: RunRow,
  states: readonly RunState[],
  verb: string,
  apply: () => T,
): Promise<T> {
  return ledger.write(() => {
    const state = stateOf(ledger, run.id) ?? run.state;
    if (!states.includes(state)) throw new LoteError("run-state", { run: run.name, state, verb });
    return apply();
  });
}

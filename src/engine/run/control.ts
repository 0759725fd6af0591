import type { RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { LoteError } from "../errors/lote-error.ts";
import { revertStage } from "./settle.ts";

/** Changes to a run that a person asks for: each only writes the ledger; workers see it within a quarter second. */

const group = 1000;

/** @throws LoteError `unknown-run` */
export function findRun(ledger: Ledger, name: string): RunRow {
  const run = ledger.runs.find(name);
  if (!run) throw new LoteError("unknown-run", { run: name });
  return run;
}

/** Workers take nothing new of it. */
export async function pauseRun(ledger: Ledger, run: RunRow): Promise<void> {
  expect(run, ["active"], "pause");
  await ledger.write(() => ledger.runs.setState(run.id, "paused"));
}

/** Goes on after a pause, a stop or a crash; a worker must be started by the caller. */
export async function resumeRun(ledger: Ledger, run: RunRow): Promise<void> {
  expect(run, ["active", "paused"], "resume");
  if (run.state === "paused") await ledger.write(() => ledger.runs.setState(run.id, "active"));
}

/** Ends it for good; what is in flight is dropped, what was applied stays (undo takes it back). */
export async function cancelRun(ledger: Ledger, run: RunRow): Promise<void> {
  expect(run, ["active", "paused"], "cancel");
  await ledger.write(() => ledger.runs.setState(run.id, "cancelled"));
}

/** Puts the failed items back; returns how many. */
export async function retryFailed(ledger: Ledger, run: RunRow): Promise<number> {
  expect(run, ["active", "paused", "ended"], "retry");
  let count = 0;
  for (;;) {
    const moved = await ledger.write(() => ledger.items.retryFailed(run.id, group));
    count += moved;
    if (moved < group) break;
  }
  if (count > 0) await ledger.write(() => ledger.runs.setState(run.id, "active"));
  return count;
}

/**
 * Takes back everything the run applied; returns how many effects. What the run had not done yet it does not do any
 * more: to go on and to take back are not asked for at once. A worker must be started by the caller.
 */
export async function undoRun(ledger: Ledger, run: RunRow): Promise<number> {
  expect(run, ["paused", "ended", "cancelled", "active"], "undo");
  if (run.state !== "ended") await giveUpTheRest(ledger, run);
  let count = 0;
  for (let after = 0; ; ) {
    const effects = ledger.effects.page(run.id, after, group);
    const last = effects.at(-1);
    if (!last) break;
    after = last.id;
    count += await ledger.write(
      () => effects.filter(({ item }) => ledger.items.reopen(item, ["done"], revertStage)).length,
    );
  }
  await ledger.write(() => {
    if (count > 0) ledger.runs.setState(run.id, "active");
    ledger.events.add(run.id, { type: "run", state: "undone" });
  });
  return count;
}

async function giveUpTheRest(ledger: Ledger, run: RunRow): Promise<void> {
  await ledger.write(() => {
    if (run.state === "active") ledger.runs.setState(run.id, "paused");
    ledger.runs.closeSource(run.id);
  });
  while ((await ledger.write(() => ledger.items.drop(run.id, group, "undone"))) > 0);
}

function expect(run: RunRow, states: readonly RunRow["state"][], verb: string): void {
  if (states.includes(run.state)) return;
  throw new LoteError("run-state", { run: run.name, state: run.state, verb });
}

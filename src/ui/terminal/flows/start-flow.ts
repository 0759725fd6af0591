import { startRun } from "../../../engine/run/start.ts";
import type { Desk } from "../desk/desk.ts";
import type { Flow, FlowValues } from "./flow.ts";

/** Starts the flow's run, or goes on with the unfinished one like it, and sees to it that it is worked on. */
export async function startFlow(desk: Desk, flow: Flow, values: FlowValues) {
  const started = await startRun(desk.stores.ledger, flow.request(values));
  desk.runs.touch(desk.runs.view(started.run)).engage();
  return started;
}

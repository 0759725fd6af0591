import type { RunRow } from "../../stores/ledger.ts";
import type { Application } from "./desk/application.ts";

/** How often the run is looked at. */
const lookMs = 100;
/** So long the result stands on the screen before it is left. */
const readingMs = 1500;

/** Leaves the program by itself once the run is over, for a command that asks nothing of anybody. */
export function leaveWhenDone(application: Application, run: RunRow): void {
  let left = false;
  void application.ended.then(() => {
    left = true;
  });
  const look = () => {
    if (left) return;
    const isOver = application.stores.ledger.runs.get(run.id)?.state !== "active";
    setTimeout(isOver ? leave : look, isOver ? readingMs : lookMs);
  };
  const leave = () => {
    if (!left) application.leave({ how: "quit" });
  };
  look();
}

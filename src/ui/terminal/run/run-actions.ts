import type { RunStatus } from "../../../engine/run/progress.ts";
import { countLasting } from "../../presentation/lasting-effects.ts";
import type { Desk } from "../desk/desk.ts";
import type { Action, Actions } from "../desk/screen-model.ts";
import type { RunView } from "./run-view.ts";

const over: readonly RunStatus[] = ["completed", "partial", "failed", "cancelled"];

/** A run in these states ends no more by itself. */
export function isOver(status: RunStatus): boolean {
  return over.includes(status);
}

/** What can be done to a run, with the reason where it cannot: the same keys on every screen that shows one. */
export function runActions(desk: Desk, view: RunView): Actions {
  const { t, stores } = desk;
  const run = view.row();
  const { status, counts } = view.picture.get().progress;
  const isAtWork = status === "running" || status === "waiting";
  const name = run.name;
  const does = (work: () => unknown): Action["run"] => {
    return () => {
      desk.runs.touch(view);
      return work();
    };
  };
  const asks = (question: string, yes: () => unknown): Action["run"] => {
    return () => desk.ask({ question, yes: does(yes) as () => unknown });
  };
  const undoQuestion = () => {
    const lasting = countLasting(stores.ledger, run);
    return lasting > 0
      ? t.text("terminal.askUndoSome", { count: lasting, run: name })
      : t.text("terminal.askUndo", { run: name });
  };
  return {
    pause: isAtWork
      ? { run: does(() => view.pause()) }
      : {
          run: does(() => view.goOn()),
          words: t.text("terminalKeys.goOnRun"),
          off: isOver(status) ? t.text("terminal.offRunOver") : undefined,
        },
    stop: {
      run: does(() => view.stop()),
      off: isAtWork ? undefined : t.text("terminal.offNotAtWork"),
    },
    review: {
      run: () => desk.go({ screen: "review", run }),
      off: counts.review > 0 ? undefined : t.text("terminal.offNothingToReview"),
    },
    retry: {
      run: asks(t.text("terminal.askRetry", { count: counts.failed, run: name }), async () => {
        const count = await view.retryFailed();
        desk.say(t.text("terminal.retrying", { count }), "good");
      }),
      off:
        counts.failed === 0
          ? t.text("terminal.offNothingFailed")
          : status === "cancelled"
            ? t.text("terminal.offRunOver")
            : undefined,
    },
    undoRun: {
      run: asks(undoQuestion(), async () => {
        const count = await view.undo();
        desk.say(t.text("terminal.undoing", { count }), count > 0 ? "good" : "attention");
      }),
      off:
        stores.ledger.effects.page(run.id, 0, 1).length > 0
          ? undefined
          : t.text("terminal.offNothingApplied"),
    },
    cancelRun: {
      run: asks(t.text("terminal.askCancel", { run: name }), () => view.cancel()),
      off: isOver(status) ? t.text("terminal.offRunOver") : undefined,
    },
  };
}

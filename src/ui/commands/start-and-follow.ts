import { engineSettingsOf } from "../../engine/config/engine-settings.ts";
import type { ErrorCode } from "../../engine/errors/catalogue.ts";
import { documentOf, type RunDocument } from "../../engine/run/document.ts";
import { isAtWork } from "../../engine/run/membership.ts";
import { isSuggestion, type RunProgress } from "../../engine/run/progress.ts";
import { type StartRequest, startRun } from "../../engine/run/start.ts";
import { startWorkerProcess } from "../../engine/run/worker-process.ts";
import type { RunRow } from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import { exitCodeOf } from "../command-line/exit-code.ts";
import { eventLine } from "../headless/event-line.ts";
import { ProgressLine } from "../headless/progress-line.ts";
import { RunSession } from "../session/run-session.ts";
import type { CommandContext } from "./context.ts";
import { showDocument } from "./show-document.ts";
import { workspaceFlag } from "./workspace-flag.ts";

/** How often to look whether a new worker has begun, milliseconds. */
const enlistMs = 10;

/** Starts the run, or goes on with the one that the same command left, and follows it to its end. */
export async function startAndFollow(
  context: CommandContext,
  stores: Stores,
  request: StartRequest,
  options: FollowOptions = {},
): Promise<number> {
  const { run, resumed } = await startRun(stores.ledger, request);
  if (resumed) context.say(context.t.text("runs.resumed", { run: run.name }));
  return followRun(context, stores, run, options);
}

/** `--detach`: a worker is started and left alone. Whoever looks at the run from then on finds it at work. */
async function detach(
  context: CommandContext,
  { folder, ledger }: Stores,
  run: RunRow,
  { document = (own) => own }: FollowOptions,
): Promise<number> {
  const { flags, print, language } = context;
  const worker = startWorkerProcess(folder, run, { settings: engineSettingsOf(context.configuration) });
  let gone = false;
  void worker.exited.then(() => {
    gone = true;
  });
  while (!gone && !isAtWork(ledger, run.id)) await Bun.sleep(enlistMs);
  if (flags.json || flags.ndjson) {
    return showDocument(context, document(documentOf(ledger, run, language)));
  }
  await print(run.name);
  return 0;
}

export interface FollowOptions {
  /** Look on: start no worker, and leave the run alone on Ctrl-C. */
  readonly watchOnly?: boolean;
  /** It is being undone: reviews that are left are what was asked for. */
  readonly undoing?: boolean;
  /** What is told at the end, where it is more than the run's own document. */
  readonly document?: (own: RunDocument) => RunDocument;
}

/**
 * Follows a run until it ends, is stopped, or this process is told to leave; returns the exit code. With `--detach`
 * it is only set going.
 *
 * @throws LoteError when the worker cannot work here at all; what became of the run is printed before
 */
export async function followRun(
  context: CommandContext,
  stores: Stores,
  run: RunRow,
  options: FollowOptions = {},
): Promise<number> {
  const { flags, t, say } = context;
  if (flags.detach && !options.watchOnly) return detach(context, stores, run, options);
  const tied = Boolean(flags.yes) && !context.interactive;
  const session = new RunSession(stores, run, {
    tied,
    settings: engineSettingsOf(context.configuration),
    watchOnly: options.watchOnly ?? false,
  });
  const line = new ProgressLine(context);
  let signal: "SIGINT" | "SIGTERM" | undefined;
  const onSignal = (name: "SIGINT" | "SIGTERM") => {
    if (options.watchOnly) return session.leave();
    if (signal) return session.stopNow();
    signal = name;
    say(t.text("prompt.stopping"));
    void session.stop();
  };
  const onInterrupt = () => onSignal("SIGINT");
  const onTerminate = () => onSignal("SIGTERM");
  // A tied worker would end with this process, and a hang-up leaves the run going: so this process stays.
  const onHangUp = () => (tied ? undefined : session.leave());
  process.on("SIGINT", onInterrupt).on("SIGTERM", onTerminate).on("SIGHUP", onHangUp);
  let seq = -1;
  try {
    seq = stores.ledger.events.lastSeq(run.id, options.watchOnly || !flags.ndjson ? "end" : "start");
    const tellEvents = async () => {
      if (!flags.ndjson) return;
      for (;;) {
        const events = stores.ledger.events.after(run.id, seq);
        for (const event of events) await context.print(eventLine(event, run, context.language));
        const last = events.at(-1);
        if (!last) return;
        seq = last.seq;
      }
    };
    for await (const progress of session.watch()) {
      await tellEvents();
      line.show(progress);
    }
    await tellEvents();
  } catch (error) {
    if (flags.json || flags.ndjson) {
      await showDocument(context, documentOf(stores.ledger, run, context.language), Math.max(seq, 0));
    }
    throw error;
  } finally {
    line.clear();
    process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate).off("SIGHUP", onHangUp);
  }
  return finish(context, stores, session.progress(), { ...options, signal, seq: Math.max(seq, 0) });
}

interface HowItEnded extends FollowOptions {
  readonly signal: "SIGINT" | "SIGTERM" | undefined;
  /** The last event that was told. */
  readonly seq: number;
}

async function finish(
  context: CommandContext,
  { ledger }: Stores,
  { run, counts, status }: RunProgress,
  { signal, undoing, watchOnly, seq, document = (own) => own }: HowItEnded,
): Promise<number> {
  const { flags, say, t, language } = context;
  await showDocument(context, document(documentOf(ledger, run, language)), seq);
  // The summary in words says it too; data does not.
  if (signal && (flags.json || flags.ndjson))
    say(t.text("prompt.resumeWith", { run: run.name + workspaceFlag(context) }));
  if (watchOnly && (status === "running" || status === "waiting")) return 0;
  return exitCodeOf({
    status,
    counts,
    suggesting: isSuggestion(run.policy) || undoing === true,
    signal,
    stoppedBy: run.stopped ? (run.stopped.code as ErrorCode) : undefined,
  });
}

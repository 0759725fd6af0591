import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import type { RunRow } from "../../stores/ledger.ts";
import { type EngineSettings, settingsForWorker } from "../config/engine-settings.ts";
import { ownProcess } from "../own-process.ts";
import { programRoot } from "../program.ts";
import { ofManyRows } from "../workflows/registry.ts";

export interface WorkerProcess {
  readonly pid: number;
  /** Exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Ask it to stop in order, or end it now. */
  kill(signal: "SIGTERM" | "SIGKILL"): void;
}

/**
 * JavaScriptCore lets a heap grow to four times what is alive in it where the machine has memory to spare; a third more
 * is enough where most of it is rows that were dropped. It costs processor time, which pictures need more; less of it
 * where not every collection must be a full one. Read by Bun as it starts; what a worker starts does not get it.
 */
export function heapOf({ workflow }: Pick<RunRow, "workflow">): Readonly<Record<string, string>> {
  if (!ofManyRows.has(workflow)) return {};
  return { BUN_JSC_heapGrowthMaxIncrease: "0.3", BUN_JSC_minEdenToOldGenerationRatio: "0.2" };
}

/**
 * Starts `lote worker` for one run, in a session of its own: it outlives the terminal. What it prints goes to the
 * workspace's log. `tied` makes it stop when this process ends.
 */
export function startWorkerProcess(
  folder: string,
  run: RunRow,
  options: { readonly tied?: boolean; readonly settings?: EngineSettings } = {},
): WorkerProcess {
  mkdirSync(join(folder, "logs"), { recursive: true });
  const log = openSync(join(folder, "logs", "worker.log"), "a");
  const child = Bun.spawn(
    ownProcess(
      join(programRoot, "src", "worker.ts"),
      "--workspace",
      folder,
      "--run",
      run.name,
      "--once",
      ...(options.tied ? ["--tied"] : []),
    ),
    {
      cwd: folder,
      detached: true,
      stdin: options.tied ? "pipe" : "ignore",
      stdout: log,
      stderr: log,
      env: {
        ...heapOf(run),
        ...process.env,
        ...settingsForWorker(options.settings ?? {}),
        NODE_ENV: "production",
      },
    },
  );
  // Watching it keeps this process alive; once nobody watches, a worker that stays for more work must not.
  child.unref();
  return {
    pid: child.pid,
    exited: child.exited.then(() => child.exitCode),
    kill: (signal) => child.kill(signal),
  };
}

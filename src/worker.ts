/**
 * Entry of `lote worker`: the engine process. Started by the front end; see `docs/architecture` for what it may
 * and may not do.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { toLoteError } from "./engine/errors/lote-error.ts";
import { lastWords } from "./engine/run/last-words.ts";
import { runWorker } from "./engine/run/worker.ts";
import { workflows } from "./engine/workflows/registry.ts";
import type { EngineSettings, WorkflowRegistry } from "./engine/workflows/workflow.ts";
import { openStores } from "./stores/sqlite/open.ts";

export interface WorkerProcessOptions {
  readonly folder: string;
  readonly run?: string;
  readonly once: boolean;
  /** End when standard input ends: the process that started this one is gone. */
  readonly tied: boolean;
  readonly settings: EngineSettings;
  /** What it can do; all of lote's when left out. */
  readonly workflows?: WorkflowRegistry;
}

/** Runs a worker until it is done or told to stop; returns its exit code. */
export async function runWorkerProcess(options: WorkerProcessOptions): Promise<number> {
  const stop = stopBySignals();
  if (options.tied) process.stdin.on("end", () => stop.abort()).resume();
  try {
    const stores = openStores(options.folder, { pauseMs: 5 });
    try {
      await runWorker({
        stores,
        workflows: options.workflows ?? workflows,
        settings: options.settings,
        cacheFolder: join(options.folder, "cache"),
        once: options.once,
        stop: stop.signal,
        ...(options.run === undefined ? {} : { run: options.run }),
      });
    } finally {
      stores.close();
    }
    return 0;
  } catch (thrown) {
    const error = toLoteError(thrown, { path: options.folder, run: options.run ?? "" });
    if (error.code === "bug") console.error(error.cause ?? error);
    console.error(lastWords(error));
    return error.exitCode;
  }
}

/** The first signal stops it in order, the second at once. */
function stopBySignals(): AbortController {
  const stop = new AbortController();
  for (const [signal, code] of [
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(code);
      stop.abort();
    });
  }
  // A terminal that closes is no reason to stop.
  process.on("SIGHUP", () => undefined);
  return stop;
}

const settingsSchema = z.object({
  device: z.enum(["auto", "cuda", "webgpu", "cpu"]).optional(),
  threads: z.int().min(1).optional(),
  concurrency: z.int().min(1).optional(),
}) as z.ZodType<EngineSettings>;

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      workspace: { type: "string", default: "." },
      run: { type: "string" },
      once: { type: "boolean", default: false },
      tied: { type: "boolean", default: false },
      settings: { type: "string", default: "{}" },
    },
  });
  process.exitCode = await runWorkerProcess({
    folder: values.workspace,
    once: values.once,
    tied: values.tied,
    settings: settingsSchema.parse(JSON.parse(values.settings)),
    ...(values.run === undefined ? {} : { run: values.run }),
  });
  // Handles that a library forgot must not keep a finished worker alive.
  process.exit();
}

/**
 * Entry of `lote worker`: the engine process. Started by the front end; see `docs/architecture` for what it may
 * and may not do.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type EngineSettings, settingsFromStarter } from "./engine/config/engine-settings.ts";
import { toLoteError } from "./engine/errors/lote-error.ts";
import { sayDebugTo } from "./engine/processes/debug-log.ts";
import { encodeHead } from "./engine/processes/frame.ts";
import { serveQueries } from "./engine/queries/serve-queries.ts";
import { lastWords } from "./engine/run/last-words.ts";
import { runWorker } from "./engine/run/worker.ts";
import { workflows } from "./engine/workflows/registry.ts";
import type { WorkflowRegistry } from "./engine/workflows/workflow.ts";
import { workspaceAt } from "./engine/workspace/open-workspace.ts";
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
  // What a worker prints goes to the workspace's log.
  if (options.settings.debug) sayDebugTo((line) => console.error(line));
  if (options.tied) process.stdin.on("end", () => stop.abort()).resume();
  try {
    using samples = await sampleServicesOf(options.folder);
    const stores = openStores(options.folder, { pauseMs: 5 });
    try {
      await runWorker({
        stores,
        workflows: options.workflows ?? workflows,
        settings: { ...options.settings, ...samples?.settings },
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

/**
 * The samples' own services, in a workspace that `lote demo` made: whatever is set, and whenever somebody goes on with
 * one of its runs, no sample leads to the world's. Null in any other.
 */
async function sampleServicesOf(folder: string) {
  if (!existsSync(workspaceAt(folder).sampleMark)) return null;
  const { startServices } = await import("./demo/services/start-services.ts");
  return startServices();
}

/** Answers queries on standard input and output until that ends; returns its exit code. */
export async function runQueryProcess({
  folder,
  settings,
  workflows: registry = workflows,
}: Pick<WorkerProcessOptions, "folder" | "settings" | "workflows">): Promise<number> {
  // Ctrl-C reaches the whole process group; when to end is for whoever asks to decide.
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
  const stdout = Bun.stdout.writer();
  // Standard output carries answers only.
  console.log = console.error;
  try {
    const stores = openStores(folder, { pauseMs: 5 });
    try {
      await serveQueries({
        stores,
        settings,
        cacheFolder: join(folder, "cache"),
        workflows: registry,
        requests: Bun.stdin.stream(),
        respond: async (response) => {
          stdout.write(encodeHead(response, 0));
          await stdout.flush();
        },
      });
    } finally {
      stores.close();
    }
    return 0;
  } catch (thrown) {
    const error = toLoteError(thrown, { path: folder });
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

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      workspace: { type: "string", default: "." },
      run: { type: "string" },
      once: { type: "boolean", default: false },
      tied: { type: "boolean", default: false },
      query: { type: "boolean", default: false },
    },
  });
  const settings = settingsFromStarter(process.env);
  process.exitCode = values.query
    ? await runQueryProcess({ folder: values.workspace, settings })
    : await runWorkerProcess({
        folder: values.workspace,
        once: values.once,
        tied: values.tied,
        settings,
        ...(values.run === undefined ? {} : { run: values.run }),
      });
  // Handles that a library forgot must not keep a finished worker alive.
  process.exit();
}

/**
 * lote as a library: `import { open } from "lote"`. The same runs as on the command line, typed.
 *
 * @example
 * const lote = open("./collection");
 * await lote.comics.addCovers(["./covers"]);
 * const result = await lote.comics.classify(["./comics"], { accept: "strong" });
 * console.log(result.counts, [...lote.items(result.run)]);
 * lote.close();
 */
import { resolve } from "node:path";
import { findRun, undoRun } from "./engine/run/control.ts";
import { documentOf, type RunDocument } from "./engine/run/document.ts";
import { type ExportLine, exportRun } from "./engine/run/export.ts";
import { type StartRequest, startRun } from "./engine/run/start.ts";
import { runWorker } from "./engine/run/worker.ts";
import { catalogueRequest, classifyRequest } from "./engine/workflows/comics/commands.ts";
import { workflows } from "./engine/workflows/registry.ts";
import type { EngineSettings } from "./engine/workflows/workflow.ts";
import type { Policy } from "./stores/ledger.ts";
import { openStores } from "./stores/sqlite/open.ts";

export { LoteError } from "./engine/errors/lote-error.ts";
export type { ExportLine, Policy, RunDocument };

export interface OpenLibraryOptions {
  readonly settings?: EngineSettings;
  /** Language of the messages in documents. */
  readonly language?: "en" | "es";
}

/** A workspace, opened. */
export interface Lote {
  readonly comics: {
    /** Adds covers (folders, pictures, CSV files) to the catalogue. */
    addCovers(paths: readonly string[], options?: { force?: boolean }): Promise<RunDocument>;
    /** Matches comics to the catalogue; applies nothing unless the policy accepts strong matches. */
    classify(
      paths: readonly string[],
      policy?: Partial<Policy> & { all?: boolean; threshold?: number },
    ): Promise<RunDocument>;
  };
  /** What became of each item of a run, by key. */
  items(run: string): Generator<ExportLine>;
  /** Takes back what a run applied. */
  undo(run: string): Promise<RunDocument>;
  close(): void;
}

const suggest: Policy = { accept: "nothing", onAmbiguous: "review", dryRun: false };

/**
 * Opens a workspace folder, making it where it is missing. Runs are worked on in this process.
 *
 * @throws LoteError `store-newer`, `store-corrupt`, `unreadable`, `disk-full`
 */
export function open(folder: string, options: OpenLibraryOptions = {}): Lote {
  const language = options.language ?? "en";
  const stores = openStores(resolve(folder), { pauseMs: 5 });
  const { ledger } = stores;

  async function work(name: string): Promise<RunDocument> {
    await runWorker({
      stores,
      workflows,
      settings: options.settings ?? {},
      cacheFolder: `${stores.folder}/cache`,
      run: name,
      once: true,
      lingerMs: 0,
      stop: new AbortController().signal,
    });
    ledger.actor = 0;
    return documentOf(ledger, findRun(ledger, name), language);
  }

  async function start(request: StartRequest): Promise<RunDocument> {
    const { run } = await startRun(ledger, request);
    return work(run.name);
  }

  const absolute = (paths: readonly string[]) => paths.map((path) => resolve(path));
  return {
    comics: {
      addCovers: (paths, { force = false } = {}) =>
        start(
          catalogueRequest(
            { paths: absolute(paths), force, model: null, max: null },
            { ...suggest, accept: "strong" },
          ),
        ),
      classify: (paths, { all = false, threshold, ...policy } = {}) =>
        start(
          classifyRequest(
            { paths: absolute(paths), all, threshold: threshold ?? null, model: null, max: null },
            { ...suggest, ...policy },
          ),
        ),
    },
    items: (run) => exportRun(ledger, findRun(ledger, run), language),
    undo: async (name) => {
      const run = findRun(ledger, name);
      return (await undoRun(ledger, run)) > 0 ? work(name) : documentOf(ledger, run, language);
    },
    close: () => stores.close(),
  };
}

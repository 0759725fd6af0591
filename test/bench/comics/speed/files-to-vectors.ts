import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConfinedPool } from "../../../../src/engine/confined/confined-pool.ts";
import type { CoverEmbedder } from "../../../../src/engine/embedding/cover-embedder.ts";
import { openParsers } from "../../../../src/engine/parsers/open-parsers.ts";
import { runWorker } from "../../../../src/engine/run/worker.ts";
import type { SourceFile } from "../../../../src/engine/sources/walk.ts";
import {
  type CoverTravel,
  embedStage,
  readStage,
} from "../../../../src/engine/workflows/comics/cover-features.ts";
import { asWorkflow, type WorkflowDefinition } from "../../../../src/engine/workflows/workflow.ts";
import { openStores, type Stores } from "../../../../src/stores/sqlite/open.ts";
import { type Cost, costOf } from "./cost.ts";

/** The two ways to a vector, each from files to rows in SQLite. */
export interface WaysToVectors {
  /** Covers that nobody has seen: preview, hash and colours are made as well. */
  readonly first: Cost;
  /** Covers that another model has a vector of: they are read and embedded, and the rest is known. */
  readonly again: Cost;
}

/**
 * The real way from files to stored vectors: a worker takes the items of a run in a new workspace through the two
 * stages that the comics workflows have in common. The embedder is the caller's, warm: hosts are started once a run,
 * and what that takes says nothing of the speed after it.
 */
export async function filesToVectors(
  embedder: CoverEmbedder,
  files: readonly SourceFile[],
): Promise<WaysToVectors> {
  const folder = mkdtempSync(join(tmpdir(), "lote-bench-"));
  try {
    const first = await run(folder, embedder, files);
    // As if these were the vectors of another model.
    const db = new Database(join(folder, "lote.sqlite"));
    db.run("DELETE FROM vector");
    db.close();
    return { first, again: await run(folder, embedder, files) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(folder: string, embedder: CoverEmbedder, files: readonly SourceFile[]): Promise<Cost> {
  const stores = openStores(folder, { pauseMs: 5 });
  const parsers = openParsers(navigator.hardwareConcurrency);
  try {
    const { id } = await stores.ledger.write(() =>
      stores.ledger.runs.create({
        workflow: "speed",
        parameters: {},
        policy: { accept: "nothing", onAmbiguous: "review", dryRun: false },
        fingerprint: "bench",
      }),
    );
    const cost = await costOf(
      () =>
        runWorker({
          stores,
          workflows: { speed: async () => workflow(stores, embedder, parsers, files) },
          settings: {},
          cacheFolder: folder,
          once: true,
          lingerMs: 0,
          stop: new AbortController().signal,
        }),
      () => embedder.cpuMs(),
    );
    const { done } = stores.ledger.counters.counts(id);
    if (done !== files.length) throw new Error(`${done} of ${files.length} pictures got a vector`);
    return cost;
  } finally {
    await parsers.close();
    stores.close();
  }
}

function workflow(
  stores: Stores,
  embedder: CoverEmbedder,
  parsers: ConfinedPool,
  files: readonly SourceFile[],
): WorkflowDefinition {
  return {
    name: "speed",
    open: async () =>
      asWorkflow<CoverTravel>({
        name: "speed",
        stages: [
          readStage(stores, embedder, parsers, {
            concurrency: navigator.hardwareConcurrency,
            force: false,
          }),
          embedStage(stores, embedder),
        ],
        async *items() {
          for (const file of files) yield { key: file.path, input: { file: { ...file } } };
        },
        begin: ({ input }) => input as unknown as CoverTravel,
        carry: () => null,
        result: () => null,
        close: async () => undefined,
      }),
  };
}

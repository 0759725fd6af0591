import { statfsSync } from "node:fs";
import { join } from "node:path";
import { checkHealth } from "../../stores/sqlite/repair.ts";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import type { ModelFolders } from "../models/folders.ts";
import { MachineNotes } from "../models/machine-notes.ts";
import { readManifest } from "../models/manifest.ts";
import { proveProvider, providerNames } from "../models/providers.ts";
import { verifyModel } from "../models/verify.ts";
import { proveParsers } from "../parsers/prove-parsers.ts";
import { networkFileSystem } from "../workspace/network-file-system.ts";

/** What one look found. `limited` works, but less well than it could. */
export interface Check {
  readonly name: "bun" | "workspace" | "disk" | "ledger" | "parsers" | "models" | "device";
  readonly state: "works" | "limited" | "broken";
  /** Facts, in no language: versions, paths, numbers. */
  readonly detail: string;
  /** What is wrong, to be said in words. */
  readonly problem?: LoteError;
}

/** Below this a batch of any size will meet a full disk, bytes. */
const littleSpace = 500e6;

/**
 * Looks at everything a run stands on, and changes nothing. Providers are really tried, in child processes.
 *
 * @param folder the workspace; it exists
 */
export async function* examine(
  folder: string,
  versions: { bun: string; wanted: string },
  models: ModelFolders,
): AsyncGenerator<Check> {
  const current = Bun.semver.satisfies(versions.bun, `>=${versions.wanted}`);
  yield {
    name: "bun",
    state: current ? "works" : "limited",
    detail: `${versions.bun} (>=${versions.wanted})`,
  };

  const network = networkFileSystem(folder);
  yield network === null
    ? { name: "workspace", state: "works", detail: folder }
    : {
        name: "workspace",
        state: "broken",
        detail: folder,
        problem: new LoteError("network-file-system", { path: folder, type: network }),
      };

  const space = statfsSync(folder);
  const free = space.bavail * space.bsize;
  yield {
    name: "disk",
    state: free < littleSpace ? "limited" : "works",
    detail: `${(free / 1e9).toFixed(1)} GB`,
  };

  yield ledgerCheck(join(folder, "lote.sqlite"));
  yield await parserCheck();
  yield* modelChecks(models);
  yield* deviceChecks(join(folder, "cache", "machine.json"));
}

function ledgerCheck(path: string): Check {
  const { ok, problems } = checkHealth(path);
  if (ok) return { name: "ledger", state: "works", detail: path };
  const problem = new LoteError("store-corrupt", { path, detail: problems[0] ?? "" });
  return { name: "ledger", state: "broken", detail: path, problem };
}

/** Without it cbz and pictures work all the same. */
async function parserCheck(): Promise<Check> {
  const detail = "cbr cb7 cbt: 7-Zip, pdf: PDFium";
  try {
    await proveParsers();
    if (process.platform === "linux") return { name: "parsers", state: "works", detail };
    return { name: "parsers", state: "works", detail: `${detail} (memory not limited)` };
  } catch (error) {
    return { name: "parsers", state: "limited", detail, problem: toLoteError(error) };
  }
}

async function* modelChecks(folders: ModelFolders): AsyncGenerator<Check> {
  for (const model of (await readManifest(folders)).models) {
    try {
      await verifyModel(model, folders);
      yield { name: "models", state: "works", detail: `${model.name} (${model.licence})` };
    } catch (error) {
      const problem = toLoteError(error);
      // What was not pulled is no fault: nothing needs it unless it is asked for.
      const state = problem.code === "model-missing" ? "limited" : "broken";
      yield { name: "models", state, detail: model.name, problem };
    }
  }
}

async function* deviceChecks(notesPath: string): AsyncGenerator<Check> {
  const notes = await MachineNotes.open(notesPath);
  for (const name of providerNames) {
    const { works, detail } = await proveProvider(name, { notes, fresh: true });
    yield { name: "device", state: works ? "works" : "limited", detail: works ? name : `${name}: ${detail}` };
  }
}

import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import { networkFileSystem } from "./network-file-system.ts";

/** The places of a workspace. */
export interface Workspace {
  readonly root: string;
  /** The SQLite file. */
  readonly ledger: string;
  /** Rotated log files. */
  readonly logs: string;
  /** One lock file per worker that lives. */
  readonly workers: string;
  /** Settings and secrets that belong to this workspace. */
  readonly environmentFile: string;
  /** Where it is there, this is a workspace of samples: its workers ask sample services and nobody else. */
  readonly sampleMark: string;
}

/** The places of a workspace, whether it exists or not. */
export function workspaceAt(root: string): Workspace {
  return {
    root,
    ledger: join(root, "lote.sqlite"),
    logs: join(root, "logs"),
    workers: join(root, "workers"),
    environmentFile: join(root, ".env"),
    sampleMark: join(root, "sample-services"),
  };
}

/**
 * Makes a workspace ready to be written to: creates what is missing, readable by its owner alone.
 *
 * @throws LoteError `network-file-system`, `unwritable`, `disk-full`
 */
export function openWorkspace(
  root: string,
  networkTypeOf: (existing: string) => string | null = networkFileSystem,
): Workspace {
  const workspace = workspaceAt(root);
  const existing = existingAbove(root);
  const type = networkTypeOf(existing);
  if (type !== null) throw new LoteError("network-file-system", { path: root, type });
  try {
    for (const folder of [root, workspace.logs, workspace.workers]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    for (const folder of [root, workspace.logs, workspace.workers]) {
      accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    }
  } catch (error) {
    const known = toLoteError(error);
    if (known.code === "disk-full") throw new LoteError("disk-full", { path: root }, { cause: error });
    throw new LoteError("unwritable", { path: root, detail: reasonOf(error) }, { cause: error });
  }
  return workspace;
}

function existingAbove(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** `EACCES: permission denied, mkdir '…'` without the path, which the message names already. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(",", 1)[0] ?? message;
}

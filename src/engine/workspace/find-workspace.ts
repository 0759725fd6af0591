import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** Where a workspace's place comes from. `nearest`: a `.lote/` in this folder or one above. */
export type WorkspaceOrigin = "configured" | "nearest" | "checkout" | "user";

export interface FoundWorkspace {
  readonly path: string;
  readonly origin: WorkspaceOrigin;
}

export interface WorkspaceSearch {
  /** The setting `workspace`, whichever layer it comes from; absolute. */
  readonly configured: string | null;
  /** The folder one stands in. */
  readonly directory: string;
  /** The folder of this program's `package.json`. */
  readonly programRoot: string;
  /** The person's own data folder, see `userFolders`. */
  readonly dataFolder: string;
  /** Whose `.lote/` may be found; everyone's where the system has no users, or for root. */
  readonly userId?: number | undefined;
}

/**
 * Chooses the workspace and touches nothing: `--workspace` (or the setting) > the nearest `.lote/` above > `data/`
 * in a checkout of lote > the person's data folder.
 */
export function findWorkspace(search: WorkspaceSearch): FoundWorkspace {
  const { configured, directory, programRoot, dataFolder, userId } = search;
  if (configured !== null) return { path: configured, origin: "configured" };
  const nearest = nearestAbove(directory, userId);
  if (nearest !== null) return { path: nearest, origin: "nearest" };
  if (isCheckout(programRoot, directory)) return { path: join(programRoot, "data"), origin: "checkout" };
  return { path: dataFolder, origin: "user" };
}

/**
 * A `.lote/` that belongs to somebody else is passed over: in a shared folder such as `/tmp` it could otherwise
 * hand its owner's runs, with what they would undo, to everyone who works below it.
 */
function nearestAbove(directory: string, userId: number | undefined): string | null {
  for (let folder = directory; ; folder = dirname(folder)) {
    const candidate = join(folder, ".lote");
    const status = statSync(candidate, { throwIfNoEntry: false, bigint: false });
    if (status?.isDirectory() && (!userId || status.uid === userId)) return candidate;
    if (dirname(folder) === folder) return null;
  }
}

/** An installed package is no checkout, even where one stands in it. */
function isCheckout(programRoot: string, directory: string): boolean {
  if (programRoot.split(sep).includes("node_modules")) return false;
  return existsSync(join(programRoot, ".git")) || isWithin(directory, programRoot);
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`));
}

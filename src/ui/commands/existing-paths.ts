import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { LoteError } from "../../engine/errors/lote-error.ts";

/** Absolute path of what was named. @throws LoteError `not-found` where nothing is there */
export function existingPath(path: string): string {
  if (!existsSync(path)) throw new LoteError("not-found", { path });
  return resolve(path);
}

/** Absolute paths of what was named. @throws LoteError `not-found` for the first that is not there */
export function existingPaths(paths: readonly string[]): string[] {
  return paths.map(existingPath);
}

/**
 * Absolute path of a file that is read more than once.
 *
 * @throws LoteError `not-found`, and `not-a-file` for a folder or a pipe
 */
export function existingFile(path: string): string {
  const found = existingPath(path);
  if (!statSync(found).isFile()) throw new LoteError("not-a-file", { path: found });
  return found;
}

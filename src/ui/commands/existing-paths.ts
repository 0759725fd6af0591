import { existsSync } from "node:fs";
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

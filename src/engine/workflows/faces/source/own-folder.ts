import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { LoteError } from "../../../errors/lote-error.ts";

/**
 * What lote keeps in a workspace is no source of faces: among it are pictures of people who were not asked. The place
 * counts, not the name that leads there.
 *
 * @throws LoteError `own-folder`
 */
export function assertNoWorkspace(path: string): void {
  let folder = path;
  try {
    folder = realpathSync(path);
  } catch {
    // What is not there is told of where it is read.
  }
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "lote.sqlite"))) throw new LoteError("own-folder", { path });
    if (dirname(at) === at) return;
  }
}

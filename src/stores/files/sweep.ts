import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { LifeLock } from "./life-lock.ts";

/** A worker is enlisted within milliseconds of making its files. */
const minute = 60_000;

/**
 * Removes what workers left that were killed before they were enlisted. Files of workers that are known are kept
 * whatever they are: whoever buries a dead one reads them.
 *
 * @param known lock files of enlisted workers
 */
export function sweepWorkerFiles(folder: string, known: ReadonlySet<string>, now: number): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const lock = join(folder, name.replace(/\..*$/, ".lock"));
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: now };
    if (known.has(lock) || now - mtimeMs < minute || LifeLock.isHeld(lock)) continue;
    rmSync(path, { force: true });
  }
}

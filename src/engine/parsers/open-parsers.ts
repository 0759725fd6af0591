import { join } from "node:path";
import { ConfinedPool } from "../confined/confined-pool.ts";

/**
 * The confined children that read hostile archives and documents for one run. None is started before it is needed.
 *
 * @param size how many files are read at once
 * @param signal stops what is being read
 */
export function openParsers(size: number, signal?: AbortSignal): ConfinedPool {
  return new ConfinedPool({ program: join(import.meta.dir, "main.ts"), size, signal });
}

import { statSync } from "node:fs";
import { pathOfKey } from "./file-key.ts";

/** Is there surely nothing at this key's path? What cannot be looked at, for want of a permission, may be there. */
export function fileIsGone(key: string): boolean {
  try {
    return statSync(pathOfKey(key), { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

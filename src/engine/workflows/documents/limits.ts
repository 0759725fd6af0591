import type { EngineSettings } from "../../config/engine-settings.ts";
import { keys } from "../../config/keys.ts";

/** What nobody goes on with for so long is a dead process's, milliseconds. */
export const abandonedMs = 15 * 60_000;

/** The largest file that is read, bytes. */
export function maxBytesOf(settings: EngineSettings): number {
  return (settings["document-max-mb"] ?? keys["document-max-mb"].default) * 2 ** 20;
}

/** Tokens of one document that are embedded together. */
export function splitOf(settings: EngineSettings): number {
  return settings["document-split-tokens"] ?? keys["document-split-tokens"].default;
}

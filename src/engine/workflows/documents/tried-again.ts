import { type ErrorCode, errorCatalogue } from "../../errors/catalogue.ts";

/**
 * What lies around a file and not in it: giving a permission leaves size and time as they were, and so does another
 * embedder.
 */
const around: ReadonlySet<ErrorCode> = new Set(["unreadable", "model-crashed", "model-broken"]);

/** Is what failed so read again at every run, and not only once the file, or what reads it, is another? */
export function isTriedAgain(code: ErrorCode): boolean {
  return around.has(code) || errorCatalogue[code]?.retry === "transient";
}

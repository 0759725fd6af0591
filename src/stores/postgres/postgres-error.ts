import { StoreError } from "../store-error.ts";

/** SQLSTATE codes after which the same statement may well succeed: connections, restarts, deadlocks, crowds. */
const passing = /^(08|40|53300|53400|55P03|57P0[1-4])/;
/** Wrong password or user, no such database, a right that is missing, no such extension, read-only servers. */
const refused = /^(28|3D|42501|0A000|58P01|25006|42704)/;

/**
 * Gives an error of the database the code that lote knows it by.
 *
 * @param place host and database, to be shown
 */
export function asPostgresError(error: unknown, place: string): unknown {
  if (error instanceof StoreError) return error;
  const { code, errno, message } = (error ?? {}) as { code?: unknown; errno?: unknown; message?: unknown };
  if (typeof code !== "string" || !/^ERR_POSTGRES|^E[A-Z]+$/.test(code)) return error;
  const state = String(errno ?? "");
  const detail = String(message ?? code)
    .replace(/\p{C}/gu, " ")
    .slice(0, 300);
  if (/^(53100|53200)/.test(state)) return new StoreError("disk-full", { path: place });
  if (refused.test(state)) return new StoreError("index-refused", { place, detail });
  // The server itself answered: nothing of the connection is wrong.
  if (/^[0-9A-Z]{5}$/.test(state) && !passing.test(state)) return error;
  return new StoreError("index-unreachable", { place, detail }, { cause: error });
}

/** The server broke the statement off because it took too long. */
export function isStatementTimeout(error: unknown): boolean {
  return String((error as { errno?: unknown } | null)?.errno ?? "") === "57014";
}

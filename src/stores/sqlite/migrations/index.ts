import { ledgerTables } from "./0001-ledger.ts";
import { comicsTables } from "./0002-comics.ts";

/** Applied in order; the number of the last one is the file's `user_version`. Never edited once released. */
export const migrations: readonly string[] = [ledgerTables, comicsTables];

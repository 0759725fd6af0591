import { join } from "node:path";
import type { DocumentIndex } from "./documents.ts";
import { pathOfSqlite, schemeOf } from "./index-address.ts";

/** The name of a workspace's own index. */
export const indexFile = "documents.sqlite";

/**
 * Opens the index of documents: an SQLite file of the workspace, or the one at `url`. What each needs is imported
 * when it is opened.
 *
 * @throws StoreError `index-url`; of SQLite, `store-newer`, `index-damaged`, `unreadable`, `unwritable`, `disk-full`;
 * of PostgreSQL, `index-unreachable`, `index-refused`
 */
export async function openDocumentIndex(folder: string, url?: string): Promise<DocumentIndex> {
  if (schemeOf(url) === "postgres") {
    const { PostgresDocumentIndex } = await import("./postgres/documents/index.ts");
    return PostgresDocumentIndex.open(url ?? "");
  }
  const { SqliteDocumentIndex } = await import("./sqlite/documents/index.ts");
  return SqliteDocumentIndex.open(pathOfSqlite(url) ?? join(folder, indexFile));
}

import { join } from "node:path";
import type { DocumentIndex } from "./documents.ts";
import { StoreError } from "./store-error.ts";

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
  const scheme = url === undefined ? "sqlite" : /^([a-z]+):/i.exec(url)?.[1]?.toLowerCase();
  if (url !== undefined && (scheme === "postgres" || scheme === "postgresql")) {
    const { PostgresDocumentIndex } = await import("./postgres/documents/index.ts");
    return PostgresDocumentIndex.open(url);
  }
  if (scheme !== "sqlite") throw new StoreError("index-url", { url: scheme ?? "" });
  const { SqliteDocumentIndex } = await import("./sqlite/documents/index.ts");
  const path = url?.replace(/^sqlite:(\/\/)?/i, "") || join(folder, indexFile);
  return SqliteDocumentIndex.open(path);
}

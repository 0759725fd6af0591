import { pathOfSqlite, schemeOf } from "./index-address.ts";
import type { AnswerIndex } from "./product-answers.ts";

/**
 * Opens the answers about products' names: those of the workspace, or those at `url`, which may be an index of documents
 * as well. What each needs is imported when it is opened.
 *
 * @throws StoreError as `openDocumentIndex`
 */
export async function openProductAnswers(own: AnswerIndex, url?: string): Promise<AnswerIndex> {
  if (schemeOf(url) === "postgres") {
    const { PostgresAnswers } = await import("./postgres/products/answers.ts");
    return PostgresAnswers.open(url ?? "");
  }
  const path = pathOfSqlite(url);
  if (path === undefined) return own;
  const { SqliteAnswers } = await import("./sqlite/products/answers.ts");
  return SqliteAnswers.open(path);
}

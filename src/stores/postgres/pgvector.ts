import type { Statements } from "./connection.ts";

/** One number for all who make tables at once. */
export const makingLock = 7_023_114;

/** Does the database have the extension? It is made where the server offers it. */
export async function withPgvector(statements: Statements): Promise<boolean> {
  if (await hasPgvector(statements)) return true;
  const [offered] = await statements.query(
    "SELECT 1 AS n FROM pg_available_extensions WHERE name = 'vector'",
  );
  if (!offered) return false;
  await statements.query("CREATE EXTENSION IF NOT EXISTS vector");
  return true;
}

export async function hasPgvector(statements: Statements): Promise<boolean> {
  const [found] = await statements.query("SELECT 1 AS n FROM pg_extension WHERE extname = 'vector'");
  return found !== undefined;
}

import { expect, setDefaultTimeout } from "bun:test";
import { join } from "node:path";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote } from "../../fixtures/comics/run-lote.ts";
import { ingest, search, verify } from "../../fixtures/documents/ingested.ts";
import { PostgresServer, postgresPrograms } from "../../fixtures/documents/postgres-server.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";
import { skipUnless } from "../../support/skip.ts";

setDefaultTimeout(120_000);

const isThere = postgresPrograms() !== undefined;
const test = skipUnless(isThere, "no PostgreSQL server on this machine");
const server = isThere ? await PostgresServer.start() : undefined;

test("documents are ingested into a PostgreSQL server, found there, and verified against the ledger", async () => {
  const at = {
    workspace: join(newFolder(), "workspace"),
    environment: { LOTE_INDEX_URL: `${server?.url}?schema=e2e` },
  };
  const folder = filesIn(newFolder(), {
    "uno.md": "# Riego\n\nEl jardín se riega por la noche.\n",
    "dos.txt": "La caldera se revisa en octubre.",
  });
  const first = await ingest([folder], at);
  expect(first.code).toBe(0);
  expect(first.document.detail.index).toMatchObject({
    documents: 2,
    place: expect.stringMatching(/^postgres:\/\/127/),
  });
  expect((await ingest([folder], at)).document.counts).toMatchObject({ done: 0, skipped: 2 });
  expect((await search(["revisar", "la", "caldera"], at))[0]?.path).toBe(join(folder, "dos.txt"));
  expect((await verify(at)).report).toMatchObject({ documents: 2, missing: [], incomplete: [] });
});

test("an index that does not answer, or a password in a flag, ends the command before a run is made", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), { "a.txt": "hola" });
  const gone = await lote(["documents", "ingest", folder, "--index", "postgres://127.0.0.1:1/x"], at);
  expect(gone.code).toBe(75);
  expect(gone.stderr).toContain("127.0.0.1:1");
  const told = await lote(
    ["documents", "ingest", folder, "--index", "postgres://ana:secreta@127.0.0.1/x"],
    at,
  );
  expect(told.code).toBe(2);
  expect(told.stderr).toContain("LOTE_INDEX_URL");
  expect(told.stderr).not.toContain("secreta");
});

import { expect, setDefaultTimeout, test } from "bun:test";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { ingest, search, verify } from "../../fixtures/documents/ingested.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(120_000);

test.concurrent("undoing an ingest takes out what it added and names back what was renamed; what it replaced stays, and is told of before", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), {
    "same.txt": "igual",
    "edited.txt": "antes",
    "old-name.txt": "renombrado",
  });
  const path = (name: string) => join(folder, name);
  await ingest([folder], at);
  writeFileSync(path("edited.txt"), "después, y algo más");
  writeFileSync(path("new.txt"), "recién llegado");
  renameSync(path("old-name.txt"), path("new-name.txt"));
  const { document } = await ingest([folder], at);
  expect(document.counts).toMatchObject({ done: 3, skipped: 1 });

  const asked = await lote(["runs", "undo", document.run, "--dry-run"], at);
  expect(asked.stderr).toContain("1 change of the run");
  expect(asked.stderr).toContain("cannot be taken back");
  expect((await search(["llegado"], at))[0]?.path).toBe(path("new.txt"));

  const undone = await loteJson(["runs", "undo", document.run, "--yes"], at);
  expect(undone.code).toBe(3);
  expect(undone.document.refused).toMatchObject([{ item: path("edited.txt"), code: "not-kept" }]);
  const found = await search(["igual", "después", "renombrado", "llegado"], at);
  expect(found.map((one) => one.path).toSorted()).toEqual(
    [path("edited.txt"), path("old-name.txt"), path("same.txt")].toSorted(),
  );
  expect((await verify(at)).report).toMatchObject({ documents: 3, incomplete: [], missing: [], orphans: 0 });

  // The files are as they were: the next ingest takes them in again.
  expect((await ingest([folder], at)).document.counts).toMatchObject({ done: 2, failed: 0 });
  expect((await search(["llegado"], at))[0]?.path).toBe(path("new.txt"));
});

test.concurrent("undoing a first ingest leaves nothing but what a later run has written since", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), { "a.txt": "uno", "b.txt": "dos" });
  const first = await ingest([folder], at);
  writeFileSync(join(folder, "b.txt"), "dos, cambiado");
  await ingest([folder], at);
  const undone = await loteJson(["runs", "undo", first.document.run, "--yes"], at);
  expect(undone.code).toBe(3);
  expect(undone.document.refused).toMatchObject([{ item: join(folder, "b.txt"), code: "target-changed" }]);
  expect((await verify(at)).report).toMatchObject({ documents: 1, missing: [], orphans: 0 });
});

test.concurrent("what --prune removed is not brought back by an undo, which changes nothing then and says why", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), { "a.txt": "uno", "gone.txt": "dos" });
  await ingest([folder], at);
  rmSync(join(folder, "gone.txt"));
  const { document } = await ingest([folder], at, ["--prune"]);
  const { code, stderr } = await lote(["runs", "undo", document.run, "--yes"], at);
  expect(code).toBe(0);
  expect(stderr).toContain("1 change of the run");
  expect(stderr).toContain("0 changes of the run");
  expect((await verify(at)).report).toMatchObject({ documents: 1, incomplete: [], missing: [] });
});

import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { newFolder } from "../fixtures/comics/new-folder.ts";
import { lote } from "../fixtures/comics/run-lote.ts";
import { filesIn } from "../fixtures/temporary-folder.ts";

setDefaultTimeout(120_000);

test("runs are listed in columns, however long the words for their state are", async () => {
  const folder = newFolder();
  const at = { workspace: join(folder, "workspace") };
  const good = filesIn(join(folder, "good"), { "note.txt": "The guarantee lasts three years.\n" });
  const mixed = filesIn(join(folder, "mixed"), {
    "note.txt": "Another note.\n",
    "broken.txt": new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]),
  });
  expect((await lote(["documents", "ingest", good, "--json"], at)).code).toBe(0);
  expect((await lote(["documents", "ingest", mixed, "--json"], at)).code).toBe(3);
  const { stdout } = await lote(["runs", "list"], at);
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain("some items failed");
  const columns = lines.map((line) => line.search(/(?<=\d\/\d+) {2}/));
  expect(columns[0]).toBeGreaterThan(0);
  expect(columns[1]).toBe(columns[0] ?? 0);
});

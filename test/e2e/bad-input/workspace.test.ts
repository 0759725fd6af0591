import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { coverFile, sampleCover, scanOf } from "../../fixtures/comics/covers.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { fillDisk, smallDisk } from "../../fixtures/small-disk.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";
import { skipUnless } from "../../support/skip.ts";

setDefaultTimeout(60_000);

test.concurrent("a catalogue without vectors ends with 6 and names the command that makes them, which then does", async () => {
  const { workspace } = await cataloguedWorkspace();
  const comics = filesIn(newFolder(), { "one.jpg": await scanOf(sampleCover(0).seed) });
  const db = new Database(join(workspace, "lote.sqlite"));
  db.exec("DELETE FROM vector");
  db.close();
  const refused = await lote(["comics", "classify", comics], { workspace });
  expect(refused).toMatchObject({ code: 6, stdout: "" });
  expect(refused.stderr).toContain(`lote --workspace ${workspace} comics embed`);
  const made = await loteJson(["comics", "embed"], { workspace });
  expect(made.document.counts).toMatchObject({ done: 24, failed: 0 });
  expect((await lote(["comics", "classify", comics], { workspace })).code).toBe(0);
});

test.concurrent("a ledger of a newer version ends with 6 and is not touched", async () => {
  const workspace = newFolder();
  const path = join(workspace, "lote.sqlite");
  const db = new Database(path);
  db.exec("PRAGMA journal_mode = WAL; CREATE TABLE future (id INTEGER); PRAGMA user_version = 999");
  db.close();
  const before = readFileSync(path);
  const { code, stderr } = await lote(["runs", "list"], { workspace });
  expect(code).toBe(6);
  expect(stderr).toContain("newer lote");
  expect(readFileSync(path).equals(before)).toBe(true);
});

test.concurrent("a damaged ledger ends with 6; doctor finds it, and doctor --repair saves what can be read and keeps the file", async () => {
  const { workspace } = await cataloguedWorkspace();
  damageLeaf(join(workspace, "lote.sqlite"), "vector");

  const sick = await lote(["doctor"], { workspace });
  expect(sick.code).toBe(6);
  expect(sick.stdout).toContain("lote doctor --repair");
  const comics = filesIn(newFolder(), { "one.jpg": await scanOf(sampleCover(0).seed) });
  expect((await lote(["comics", "classify", comics, "--ndjson"], { workspace })).code).toBe(6);

  const repaired = await lote(["doctor", "--repair"], { workspace });
  expect(repaired.code).toBe(0);
  expect(readdirSync(workspace).some((name) => name.startsWith("lote.sqlite.damaged-"))).toBe(true);
  // What stood on the damaged page is lost, and can be made again; what stood before and behind it is not.
  const mended = await loteJson(["comics", "embed"], { workspace });
  expect(mended.document.detail.catalogue).toEqual({ covers: 24, issues: 24 });
  expect(mended.document.counts.done).toBeGreaterThan(0);
  expect(mended.document.counts.skipped).toBeGreaterThan(12);
  expect((await lote(["comics", "classify", comics, "--yes"], { workspace })).code).toBe(0);
});

/** Overwrites one page of a table's tree, in its middle, as a bad sector does. */
function damageLeaf(path: string, table: string): void {
  const db = new Database(path);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const root = db
    .query<{ rootpage: number }, [string]>("SELECT rootpage FROM sqlite_schema WHERE name = ?1")
    .get(table);
  db.close();
  for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
  const bytes = readFileSync(path);
  const page = ((root?.rootpage ?? 0) - 1) * 4096;
  // An inner page: after 12 bytes of header the places of its cells, each of which begins with a child's number.
  const cells = bytes.readUInt16BE(page + 3);
  const cell = bytes.readUInt16BE(page + 12 + 2 * Math.floor(cells / 2));
  const child = bytes.readUInt32BE(page + cell);
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(4096, 0x5a), 0, 4096, (child - 1) * 4096);
  closeSync(file);
}

test.concurrent("a file that is no ledger at all ends with 6 and its place", async () => {
  const workspace = newFolder();
  writeFileSync(
    join(workspace, "lote.sqlite"),
    "this was a shopping list, and it is long enough ".repeat(40),
  );
  const { code, stderr } = await lote(["runs", "list"], { workspace });
  expect(code).toBe(6);
  expect(stderr).toContain(join(workspace, "lote.sqlite"));
});

test.concurrent("no secret of the environment or the workspace is written to any file, or told", async () => {
  const { workspace } = await cataloguedWorkspace();
  const canary = "canary-7f3a9c51";
  const environment = {
    OPENAI_API_KEY: `sk-${canary}`,
    MYSQL_URL: `mysql://me:${canary}@localhost/db`,
    DB_PASSWORD: canary,
  };
  const comics = filesIn(newFolder(), { "one.jpg": await scanOf(sampleCover(0).seed), "bad.jpg": "" });
  const at = { workspace, environment };
  const told = [
    await lote(["comics", "classify", comics, "--yes", "-v", "--debug"], at),
    await lote(["config", "get"], at),
    await lote(["config", "get", "--json"], at),
    await lote(["doctor"], at),
  ];
  for (const { stdout, stderr } of told) expect(stdout + stderr).not.toContain(canary);
  for (const name of readdirSync(workspace, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const bytes = readFileSync(join(name.parentPath, name.name));
    expect({ name: name.name, tells: bytes.includes(canary) }).toEqual({ name: name.name, tells: false });
  }
});

/** No room for anything, room for a run but not for its worker's words, and room for a part of the work. */
for (const left of [0, 60, 400]) {
  const disk = smallDisk(4);
  skipUnless(disk !== null, "a small disk can only be mounted by root")(
    `a disk with ${left} kB left ends a run with 7 in plain words, and with space again the run goes on to its end`,
    async () => {
      const workspace = join(disk ?? "", "workspace");
      const names = Array.from({ length: 30 }, (_, place) => place);
      const pages = await Promise.all(names.map((seed) => coverFile(seed)));
      const covers = filesIn(
        newFolder(),
        Object.fromEntries(names.map((place) => [`Full Disk ${place + 1}.jpg`, pages[place] ?? ""])),
      );
      mkdirSync(workspace);
      expect((await lote(["comics", "catalog", "add", covers, "--max", "1"], { workspace })).code).toBe(0);
      const ballast = fillDisk(disk ?? "", left);
      const full = await lote(["comics", "catalog", "add", covers], { workspace });
      expect(full.stderr).toContain("disk is full");
      expect(full.stderr).not.toContain("Unexpected error");
      expect(full.code).toBe(7);

      rmSync(ballast);
      const { code, document } = await loteJson(["comics", "catalog", "add", covers], { workspace });
      expect(code).toBe(0);
      expect(document).toMatchObject({
        counts: { done: 29, skipped: 1 },
        detail: { catalogue: { covers: 30 } },
      });
    },
  );
}

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
  expect(refused.stderr).toContain("lote comics embed");
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
  const path = join(workspace, "lote.sqlite");
  const whole = new Database(path);
  whole.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const root = whole
    .query<{ rootpage: number }, []>("SELECT rootpage FROM sqlite_schema WHERE name = 'event'")
    .get();
  whole.close();
  for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(4096, 0x5a), 0, 4096, ((root?.rootpage ?? 2) - 1) * 4096);
  closeSync(file);

  const sick = await lote(["doctor"], { workspace });
  expect(sick.code).toBe(6);
  expect(sick.stdout).toContain("lote doctor --repair");
  const comics = filesIn(newFolder(), { "one.jpg": await scanOf(sampleCover(0).seed) });
  expect((await lote(["comics", "classify", comics, "--ndjson"], { workspace })).code).toBe(6);

  const repaired = await lote(["doctor", "--repair"], { workspace });
  expect(repaired.code).toBe(0);
  expect(readdirSync(workspace).some((name) => name.startsWith("lote.sqlite.damaged-"))).toBe(true);
  const after = await loteJson(["comics", "classify", comics, "--yes"], { workspace });
  expect(after.code).toBe(0);
  expect(after.document).toMatchObject({ counts: { done: 1 }, detail: { catalogue: { covers: 24 } } });
});

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

/** Mounts a file system of so many bytes on a new folder; null where this may not be done. */
function smallDisk(megabytes: number): string | null {
  const folder = newFolder();
  const { exitCode } = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "none", folder], {
    stderr: "ignore",
  });
  return exitCode === 0 ? folder : null;
}

const disk = process.getuid?.() === 0 && Bun.which("mount") ? smallDisk(2) : null;

skipUnless(disk !== null, "a small disk can only be mounted by root")(
  "a full disk ends with 7 in plain words, and with space again the same run goes on to its end",
  async () => {
    const mounted = disk ?? "";
    try {
      const workspace = join(mounted, "workspace");
      const ballast = join(mounted, "ballast");
      mkdirSync(workspace);
      const names = Array.from({ length: 12 }, (_, place) => place);
      const pages = await Promise.all(names.map((seed) => coverFile(seed)));
      const covers = filesIn(
        newFolder(),
        Object.fromEntries(names.map((place) => [`Full Disk ${place + 1}.jpg`, pages[place] ?? ""])),
      );
      await loteJson(["comics", "catalog", "add", covers, "--max", "1"], { workspace });
      writeFileSync(ballast, Buffer.alloc(2 ** 20));
      const fill = openSync(ballast, "a");
      try {
        for (;;) writeSync(fill, Buffer.alloc(4096));
      } catch {
        // Now it is full.
      } finally {
        closeSync(fill);
      }
      const full = await lote(["comics", "catalog", "add", covers], { workspace });
      expect(full.code).toBe(7);
      expect(full.stderr).toContain("disk is full");
      expect(full.stderr).not.toContain("Unexpected error");

      rmSync(ballast);
      const { code, document } = await loteJson(["comics", "catalog", "add", covers], { workspace });
      expect(code).toBe(0);
      expect(document.detail.catalogue?.covers).toBe(12);
    } finally {
      Bun.spawnSync(["umount", "-l", mounted]);
    }
  },
);

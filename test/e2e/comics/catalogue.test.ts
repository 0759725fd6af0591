import { expect, setDefaultTimeout, test } from "bun:test";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { coverFile } from "../../fixtures/comics/covers.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

test.concurrent("a folder of covers becomes the catalogue, and adding it again reads only what changed", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const covers = filesIn(newFolder(), {
    "Star Pilot 001 (1991).jpg": await coverFile(1),
    "deep/Star Pilot 002 (1991).jpg": await coverFile(2),
    "no idea.jpg": await coverFile(3),
    "notes.txt": "not a cover",
  });
  const first = await loteJson(["comics", "catalog", "add", covers], at);
  expect(first.code).toBe(0);
  expect(first.document).toMatchObject({
    workflow: "comics.catalogue",
    status: "completed",
    counts: { total: 4, done: 3, skipped: 1, failed: 0, review: 0 },
    detail: { catalogue: { covers: 3, issues: 3 } },
  });
  const added = await exportedItems(first.document.run, at);
  expect(added.map(({ result }) => result)).toEqual([
    expect.objectContaining({ series: "Star Pilot", number: "1", year: 1991 }),
    expect.objectContaining({ series: "Star Pilot", number: "2", year: 1991 }),
    // A name that says nothing is the cover's title, and no failure.
    expect.objectContaining({ label: "no idea" }),
    { reason: "not-a-comic" },
  ]);

  writeFileSync(join(covers, "no idea.jpg"), await coverFile(4));
  renameSync(join(covers, "notes.txt"), join(covers, "Star Pilot 003 (1991).jpg"));
  writeFileSync(join(covers, "Star Pilot 003 (1991).jpg"), await coverFile(5));
  const second = await loteJson(["comics", "catalog", "add", covers], at);
  expect(second.document.counts).toMatchObject({ done: 2, skipped: 2, failed: 0 });
  expect(second.document.detail.catalogue).toEqual({ covers: 4, issues: 4 });
});

test.concurrent("--max counts what is added, so the same command again adds the next covers", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const covers = filesIn(newFolder(), {
    "1.jpg": await coverFile(1),
    "2.jpg": await coverFile(2),
    "3.jpg": await coverFile(3),
  });
  for (const done of [2, 1, 0]) {
    const { document } = await loteJson(["comics", "catalog", "add", covers, "--max", "2"], at);
    expect(document.counts.done).toBe(done);
  }
});

test.concurrent("a catalogue CSV says what a cover is, and an edited row is seen", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), {
    "art/a.jpg": await coverFile(1),
    "art/b.jpg": await coverFile(2),
    "known.csv":
      "cover,series,number,year,publisher\nart/a.jpg,Star Pilot,1,1991,Orbita\nart/b.jpg,Star Pilot,2,1991,Orbita\n",
  });
  const csv = join(folder, "known.csv");
  const first = await loteJson(["comics", "catalog", "add", csv], at);
  expect(first.code).toBe(0);
  expect(first.document.counts).toMatchObject({ total: 2, done: 2 });

  writeFileSync(csv, (await Bun.file(csv).text()).replace("Star Pilot,2", "Star Pilot,22"));
  const second = await loteJson(["comics", "catalog", "add", csv], at);
  expect(second.document.counts).toMatchObject({ done: 1, skipped: 1 });
  const [unchanged, edited] = await exportedItems(second.document.run, at);
  expect(unchanged?.result).toEqual({ reason: "unchanged" });
  expect(edited?.result).toMatchObject({ label: "Star Pilot #22 (1991, Orbita)" });
  // The issue that nothing stands for any more is gone.
  expect(second.document.detail.catalogue).toEqual({ covers: 2, issues: 2 });
});

test.concurrent("a folder that is added after a CSV has no other words for its covers", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), {
    "art/Other Name 009 (1970).jpg": await coverFile(1),
    "known.csv":
      "cover,series,number,year,publisher\nart/Other Name 009 (1970).jpg,Star Pilot,1,1991,Orbita\n",
  });
  await loteJson(["comics", "catalog", "add", join(folder, "known.csv")], at);
  const again = await loteJson(["comics", "catalog", "add", join(folder, "art")], at);
  expect(again.document.counts).toMatchObject({ total: 1, skipped: 1 });
  const forced = await loteJson(["comics", "embed", "--force"], at);
  const [item] = await exportedItems(forced.document.run, at);
  expect(item?.result).toMatchObject({ label: "Star Pilot #1 (1991, Orbita)" });
});

test.concurrent("embed has nothing to do when every cover has its vector, and makes them anew with --force", async () => {
  const { workspace, covers } = await cataloguedWorkspace();
  const at = { workspace };
  const idle = await loteJson(["comics", "embed"], at);
  expect(idle.code).toBe(0);
  expect(idle.document.counts).toMatchObject({ total: 24, done: 0, skipped: 24 });
  const forced = await loteJson(["comics", "embed", "--force", "--max", "5"], at);
  expect(forced.document.counts).toMatchObject({ total: 5, done: 5, skipped: 0 });
  expect(forced.document.detail.catalogue).toEqual({ covers: 24, issues: 24 });
  // Nothing else about the covers changed by it.
  const again = await loteJson(["comics", "catalog", "add", covers], at);
  expect(again.document.counts).toMatchObject({ done: 0, skipped: 24 });
});

test.concurrent("undoing an import takes its covers out of the catalogue again", async () => {
  const { workspace } = await cataloguedWorkspace();
  const at = { workspace };
  const extra = filesIn(newFolder(), {
    "Extra 001.jpg": await coverFile(77),
    "Extra 002.jpg": await coverFile(78),
  });
  const { document } = await loteJson(["comics", "catalog", "add", extra], at);
  expect(document.detail.catalogue?.covers).toBe(26);
  expect((await lote(["runs", "undo", document.run, "--yes"], at)).code).toBe(0);
  const after = await loteJson(["runs", "show", document.run], at);
  expect(after.document.detail.catalogue).toEqual({ covers: 24, issues: 24 });
  expect(after.document.counts).toMatchObject({ done: 0, skipped: 2 });
});

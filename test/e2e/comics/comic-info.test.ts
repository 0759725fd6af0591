import { expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openZip } from "../../../src/engine/archives/zip.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { archive } from "../../fixtures/archive.ts";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { sampleCover, scanOf } from "../../fixtures/comics/covers.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { judges } from "../../fixtures/made-archives.ts";
import { smallDisk } from "../../fixtures/small-disk.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";
import { skipUnless } from "../../support/skip.ts";

setDefaultTimeout(60_000);

const mine =
  "<?xml version=\"1.0\"?>\n<ComicInfo>\n  <Series>My own words</Series>\n  <Mine a='1'>kept</Mine>\n</ComicInfo>\n";

/** A cbz whose first page is a scan of the sample cover at a place of the list. */
async function comicOf(place: number, info?: string): Promise<Uint8Array> {
  const pages = { "p1.jpg": await scanOf(sampleCover(place).seed), "p2.jpg": `page of ${place}` };
  return (await archive({ ...pages, ...(info === undefined ? {} : { "ComicInfo.xml": info }) })).bytes();
}

async function comicInfoOf(path: string): Promise<string | undefined> {
  const zip = await openZip(path);
  try {
    const entry = zip.entries.find(({ name }) => name === "ComicInfo.xml");
    return entry && Buffer.from(await zip.read(entry, 2 ** 20)).toString();
  } finally {
    await zip.close();
  }
}

/** Two comics, one with a ComicInfo.xml of its own, and a picture; and what they are to the last byte. */
async function collection() {
  const files = {
    "plain.cbz": await comicOf(0),
    "told.cbz": await comicOf(5, mine),
    "picture.jpg": await scanOf(sampleCover(9).seed),
  };
  const comics = filesIn(newFolder(), files);
  const isAsBefore = () =>
    Object.entries(files).map(([name, bytes]) => readFileSync(join(comics, name)).equals(bytes));
  return { comics, isAsBefore, at: (name: string) => join(comics, name) };
}

test.concurrent("--write-comicinfo writes what the catalogue knows into each cbz that is linked; undo gives every byte back", async () => {
  const { workspace } = await cataloguedWorkspace();
  const { comics, at, isAsBefore } = await collection();
  const words = ["comics", "classify", comics, "--yes", "--write-comicinfo"];
  const { code, document } = await loteJson(words, { workspace });
  expect(code).toBe(0);
  expect(document.detail).toMatchObject({
    linked: 3,
    comicInfo: { written: 2, unchanged: 0, notWritten: { "archive-format": 1 } },
  });
  expect(await comicInfoOf(at("plain.cbz"))).toBe(
    '<?xml version="1.0" encoding="utf-8"?>\n<ComicInfo>\n  <Series>Harbor Nights</Series>\n  <Number>1</Number>\n  <Year>1990</Year>\n</ComicInfo>\n',
  );
  expect(await comicInfoOf(at("told.cbz"))).toBe(
    '<?xml version="1.0"?>\n<ComicInfo>\n  <Series>My own words</Series>\n  <Mine a="1">kept</Mine>\n  <Number>2</Number>\n  <Year>1991</Year>\n</ComicInfo>\n',
  );
  for (const judge of judges) {
    if (judge.isHere) expect([judge.name, judge.accepts(at("told.cbz"))]).toEqual([judge.name, true]);
  }
  const items = await exportedItems(document.run, { workspace });
  expect(items.map(({ result }) => (result as { comicInfo?: unknown }).comicInfo)).toEqual([
    { state: "not-written", code: "archive-format", data: {} },
    { state: "written", written: ["Series", "Number", "Year"], kept: [] },
    { state: "written", written: ["Number", "Year"], kept: ["Series"] },
  ]);

  // The next run sees nothing new, and one over all of it works out no vector.
  const again = await loteJson(words, { workspace });
  expect(again.document.counts).toMatchObject({ total: 3, skipped: 3 });
  const all = await loteJson([...words, "--all"], { workspace });
  expect(all.document.detail).toMatchObject({
    linked: 3,
    comicInfo: { written: 0, unchanged: 2, notWritten: { "archive-format": 1 } },
  });
  expect(stagesOf(workspace, all.document.run)).not.toContain("embed");
  expect((await loteJson(["runs", "undo", all.document.run, "--yes"], { workspace })).code).toBe(0);

  const undone = await loteJson(["runs", "undo", document.run, "--yes"], { workspace });
  expect(undone.code).toBe(0);
  // The newer run, taken back before, is the one that asks about them again.
  expect(undone.document).toMatchObject({
    counts: { done: 0, review: 0, skipped: 3 },
    skipReasons: ["superseded"],
    refused: [],
    detail: { linked: 0 },
  });
  expect(isAsBefore()).toEqual([true, true, true]);
  expect(readdirSync(comics)).toHaveLength(3);
  const anew = await loteJson(["comics", "classify", comics], { workspace });
  expect(anew.document.counts).toMatchObject({ review: 3, skipped: 0 });
});

/** The stages in which a run's items were. */
function stagesOf(workspace: string, name: string): string[] {
  const stores = openStores(workspace);
  const run = stores.ledger.runs.find(name);
  const stages = stores.ledger.counters.stages(run?.id ?? 0);
  stores.close();
  return stages.filter(({ entered }) => entered > 0).map(({ stage }) => stage);
}

test.concurrent("without the flag no comic is ever written into, and with --overwrite-comicinfo its own words are replaced", async () => {
  const { workspace } = await cataloguedWorkspace();
  const { comics, at, isAsBefore } = await collection();
  const plain = await loteJson(["comics", "classify", comics, "--yes"], { workspace });
  expect(plain.document.detail).not.toHaveProperty("comicInfo");
  expect(isAsBefore()).toEqual([true, true, true]);
  const dry = ["comics", "classify", comics, "--yes", "--all", "--overwrite-comicinfo"];
  await loteJson([...dry, "--dry-run"], { workspace });
  expect(isAsBefore()).toEqual([true, true, true]);
  await loteJson(dry, { workspace });
  expect(await comicInfoOf(at("told.cbz"))).toContain("<Series>Star Pilot</Series>");
});

test.concurrent("an undo leaves a comic alone that was changed since, says why, and ends with 3, as often as it is asked for", async () => {
  const { workspace } = await cataloguedWorkspace();
  const { comics, at, isAsBefore } = await collection();
  const { document } = await loteJson(["comics", "classify", comics, "--yes", "--write-comicinfo"], {
    workspace,
  });
  const left = readFileSync(at("told.cbz"));
  const edited = Buffer.from(left);
  edited[50] = (edited[50] ?? 0) ^ 1;
  writeFileSync(at("told.cbz"), edited);
  for (let times = 0; times < 2; times++) {
    const undone = await loteJson(["runs", "undo", document.run, "--yes"], { workspace });
    expect(undone.code).toBe(3);
    expect(undone.document).toMatchObject({
      counts: { done: 1, review: 2 },
      refused: [{ item: at("told.cbz"), stage: "undo", code: "file-changed" }],
    });
    expect(readFileSync(at("told.cbz")).equals(edited)).toBe(true);
  }
  const told = await lote(["runs", "undo", document.run, "--yes", "--lang", "es"], { workspace });
  expect(told.code).toBe(3);
  expect(told.stdout).toContain("Sin deshacer:");
  expect(told.stdout).toContain("El fichero cambió desde que lote lo vio");
  writeFileSync(at("told.cbz"), left);
  expect((await loteJson(["runs", "undo", document.run, "--yes"], { workspace })).code).toBe(0);
  expect(isAsBefore()).toEqual([true, true, true]);
});

test.concurrent("a comic behind a symbolic link is written into, and the link stays", async () => {
  const { workspace } = await cataloguedWorkspace();
  const elsewhere = filesIn(newFolder(), { "real.cbz": await comicOf(3) });
  const comics = filesIn(newFolder(), {});
  symlinkSync(join(elsewhere, "real.cbz"), join(comics, "link.cbz"));
  const { document } = await loteJson(["comics", "classify", comics, "--yes", "--write-comicinfo"], {
    workspace,
  });
  expect(document.detail).toMatchObject({ comicInfo: { written: 1 } });
  expect(await comicInfoOf(join(elsewhere, "real.cbz"))).toContain("<Number>4</Number>");
  const again = await loteJson(["comics", "classify", comics, "--yes", "--write-comicinfo"], { workspace });
  expect(again.document.counts).toMatchObject({ skipped: 1 });
});

const isRoot = process.getuid?.() === 0;
const powerless = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner,-chown"];
skipUnless(
  !isRoot || Bun.which("setpriv") !== null,
  "root may write everywhere, and setpriv is not installed",
)("what may not be written fails with the reason, is left as it is, and is done once it may", async () => {
  const { workspace } = await cataloguedWorkspace();
  const { comics, at, isAsBefore } = await collection();
  const surroundings = { workspace, through: isRoot ? powerless : [] };
  chmodSync(at("told.cbz"), 0o444);
  const words = ["comics", "classify", comics, "--yes", "--write-comicinfo"];
  const first = await loteJson(words, surroundings);
  expect(first.code).toBe(3);
  expect(first.document.failures).toMatchObject([{ item: at("told.cbz"), code: "file-unwritable" }]);
  expect(isAsBefore()).toEqual([false, true, true]);

  // In a folder that takes no new file nothing can be written safely.
  chmodSync(at("told.cbz"), 0o644);
  chmodSync(comics, 0o555);
  const second = await loteJson(["runs", "retry", first.document.run, "--failed"], surroundings);
  expect(second.code).toBe(3);
  expect(second.document.failures).toMatchObject([{ code: "file-unwritable" }]);
  chmodSync(comics, 0o755);
  const third = await loteJson(["runs", "retry", first.document.run, "--failed"], surroundings);
  expect(third.code).toBe(0);
  expect(await comicInfoOf(at("told.cbz"))).toContain("<Number>2</Number>");
  expect(readdirSync(comics)).toHaveLength(3);
});

const disk = smallDisk(4);
skipUnless(disk !== null, "a small disk can only be mounted by root")(
  "a full disk ends the run with 7, leaves every comic whole, and with space again the same command goes on",
  async () => {
    const { workspace } = await cataloguedWorkspace();
    const comics = disk ?? "";
    const large = { "p1.jpg": await scanOf(sampleCover(0).seed), "p2.jpg": new Uint8Array(2_500_000) };
    const old = await (await archive(large, { level: 0 })).bytes();
    filesIn(comics, { "large.cbz": old });
    const words = ["comics", "classify", comics, "--yes", "--write-comicinfo"];
    const full = await lote(words, { workspace });
    expect(full.code).toBe(7);
    expect(full.stderr).toContain(`The disk is full: ${join(comics, "large.cbz")}`);
    expect(readFileSync(join(comics, "large.cbz")).equals(old)).toBe(true);
    expect(readdirSync(comics)).toEqual(["large.cbz"]);

    Bun.spawnSync(["mount", "-o", "remount,size=16m", comics]);
    const { code, document } = await loteJson(words, { workspace });
    expect([code, document.detail.linked]).toEqual([0, 1]);
    expect(await comicInfoOf(join(comics, "large.cbz"))).toContain("Harbor Nights");
    expect(readdirSync(comics)).toEqual(["large.cbz"]);
  },
);

test.concurrent("the account of the run says in words what was written and what was not", async () => {
  const { workspace } = await cataloguedWorkspace();
  const { comics } = await collection();
  const { stdout } = await lote(["comics", "classify", comics, "--yes", "--write-comicinfo"], { workspace });
  expect(stdout).toContain("ComicInfo.xml: 2 written, 0 unchanged, 1 comic linked only (1 no cbz).");
});

test.concurrent("a permission and an old time are as they were after writing and undoing", async () => {
  const { workspace } = await cataloguedWorkspace();
  const { comics, at } = await collection();
  chmodSync(at("plain.cbz"), 0o640);
  const before = statSync(at("plain.cbz"));
  const { document } = await loteJson(["comics", "classify", comics, "--yes", "--write-comicinfo"], {
    workspace,
  });
  expect(statSync(at("plain.cbz")).mode).toBe(before.mode);
  await loteJson(["runs", "undo", document.run, "--yes"], { workspace });
  const after = statSync(at("plain.cbz"));
  expect([after.mode, after.mtimeMs, after.size]).toEqual([before.mode, before.mtimeMs, before.size]);
});

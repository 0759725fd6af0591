import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { archive } from "../fixtures/archive.ts";
import { cataloguedWorkspace } from "../fixtures/comics/catalogued.ts";
import { sampleCover, scanOf } from "../fixtures/comics/covers.ts";
import { newFolder } from "../fixtures/comics/new-folder.ts";
import { filesIn } from "../fixtures/temporary-folder.ts";
import { openTerminal } from "../fixtures/terminal/open-terminal.ts";

setDefaultTimeout(90_000);

const checkout = join(import.meta.dir, "..", "..");

/** Resolves once it is so; a worker does it in its own time. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await Bun.sleep(20);
}

test("from the review a comic gets its ComicInfo.xml, u takes it out again, and says why where it cannot", async () => {
  const { workspace } = await cataloguedWorkspace();
  const pages = { "p1.jpg": await scanOf(sampleCover(2).seed), "p2.jpg": "page" };
  const old = Buffer.from(await (await archive(pages)).bytes());
  const comics = filesIn(newFolder(), { "one.cbz": old });
  const path = join(comics, "one.cbz");
  const isOld = () => readFileSync(path).equals(old);

  const program = join(checkout, "test/fixtures/terminal/run-terminal.ts");
  const config = `--config=${join(checkout, "bunfig.toml")}`;
  await using lote = openTerminal([process.execPath, config, program, workspace], {
    cwd: checkout,
    env: { NODE_ENV: "production", LOTE_DEVICE: "cpu" },
    columns: 100,
    rows: 30,
  });
  await lote.waitFor("24 covers");
  lote.press("enter");
  await lote.waitFor("Write ComicInfo");
  lote.type(comics);
  lote.press("down", "down", "down", "down", "space");
  await lote.waitFor("What its ComicInfo.xml says stays.");
  lote.press("enter");
  await lote.waitFor(/May be written into +1/);
  lote.press("enter");
  await lote.waitFor(/completed/, 30_000);
  expect(isOld()).toBe(true);

  lote.type("v");
  await lote.waitFor(/one\.cbz[\s\S]*Candidate 1 of/);
  lote.type("a");
  await lote.waitFor("Decided: one.cbz is Harbor Nights #3 (1990)");
  await until(() => !isOld());
  expect(readFileSync(path).includes("ComicInfo.xml")).toBe(true);
  lote.type("u");
  await lote.waitFor(/Yours: .*one\.cbz/, 40_000);
  expect(isOld()).toBe(true);

  lote.type("a");
  await until(() => !isOld());
  await lote.waitFor("Nothing waits any more.");
  // As somebody else would: a page is exchanged, and the comic packed anew.
  const edited = Buffer.from(await (await archive({ ...pages, "p2.jpg": "another" })).bytes());
  writeFileSync(path, edited);
  lote.type("u");
  await lote.waitFor("Not taken back. The file was changed since lote last saw it", 40_000);
  expect(readFileSync(path).equals(edited)).toBe(true);
  lote.type("q");
  await lote.waitFor("ComicInfo.xml: 1 written, 0 unchanged.", 40_000);
  expect(readdirSync(comics)).toEqual(["one.cbz"]);
});

import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { ingest, search, verify } from "../../fixtures/documents/ingested.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";
import { chooseEntry } from "../../fixtures/terminal/choose-entry.ts";
import { openTerminal } from "../../fixtures/terminal/open-terminal.ts";

setDefaultTimeout(240_000);

const launcher = join(import.meta.dir, "../../../bin/lote");

test("in the terminal an undo of an ingest says how many changes stay before it is confirmed, and which they were afterwards", async () => {
  const home = newFolder();
  const at = { workspace: join(home, "workspace") };
  const folder = filesIn(newFolder(), { "same.txt": "igual", "edited.txt": "antes" });
  await ingest([folder], at);
  writeFileSync(join(folder, "edited.txt"), "después, y algo más");
  writeFileSync(join(folder, "new.txt"), "recién llegado");
  const { document } = await ingest([folder], at);

  await using screen = openTerminal([launcher, "--workspace", at.workspace, "--lang", "en"], {
    columns: 80,
    rows: 24,
    cwd: home,
    env: { HOME: home, XDG_CONFIG_HOME: join(home, "config"), XDG_CACHE_HOME: join(home, "cache") },
  });
  await screen.waitFor("People and characters");
  await chooseEntry(screen, "Runs");
  await screen.waitFor(new RegExp(`▸ ${document.run}`));
  screen.press("enter");
  await screen.waitFor("U undo the run");
  screen.type("U");
  await screen.waitFor(new RegExp(`Take run ${document.run} back, but 1 change, which stays\\?`));
  screen.type("n");
  await screen.waitFor((shown) => !shown.includes("Take run"));
  expect((await search(["llegado"], at))[0]?.path).toBe(join(folder, "new.txt"));
  screen.type("U");
  await screen.waitFor("which stays?");
  screen.type("y");
  await screen.waitFor(/Not taken back\s+✗ [^\n]*edited\.txt: [\s\S]*U undo the run/, 60_000);
  expect((await verify(at)).report).toMatchObject({ documents: 2, incomplete: [], missing: [], orphans: 0 });
});

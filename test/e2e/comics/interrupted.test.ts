import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { LifeLock } from "../../../src/stores/files/life-lock.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { coverFile } from "../../fixtures/comics/covers.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { documentIn, lote, loteJson, startLote } from "../../fixtures/comics/run-lote.ts";
import { slowComics } from "../../fixtures/comics/slow-comics.ts";
import { untilLine } from "../../fixtures/comics/until-line.ts";
import { shadingBomb } from "../../fixtures/raw-pdf.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(180_000);

/** So many that the run is still under way when what is done to it comes, on a fast machine too. */
const count = 110;
const slowly = { LOTE_CONCURRENCY: "1" };

/** `catalog add` over slow pictures, met when its first cover is done and most are not. */
async function halfWay(words: readonly string[] = []) {
  const covers = await slowComics(count);
  const workspace = join(newFolder(), "workspace");
  const child = startLote(["comics", "catalog", "add", covers, "--ndjson", ...words], {
    workspace,
    environment: slowly,
  });
  const output = await untilLine(child, /"state":"done"/);
  const run = JSON.parse(output.text.split("\n", 1)[0] ?? "").run as string;
  return { covers, at: { workspace }, child, run, output };
}

/** Kills what works in a workspace, as a power cut does. */
function killWorkers(workspace: string): void {
  const stores = openStores(workspace);
  for (const { pid } of stores.ledger.workers.alive()) process.kill(pid, "SIGKILL");
  stores.close();
}

/** Resolves when no worker lives in a workspace any more: each holds a lock of its own as long as it lives. */
async function workersGone(workspace: string): Promise<void> {
  const locks = join(workspace, "workers");
  const isAlive = (name: string) => name.endsWith(".lock") && LifeLock.isHeld(join(locks, name));
  while (readdirSync(locks).some(isAlive)) await Bun.sleep(40);
}

test.concurrent("with worker and front end killed half-way, the same command again goes on with the same run", async () => {
  const { covers, at, child, run } = await halfWay();
  killWorkers(at.workspace);
  child.kill("SIGKILL");
  await child.exited;
  const broken = await loteJson(["runs", "show", run], at);
  expect(broken.document.status).toBe("interrupted");
  expect(broken.document.counts.done).toBeLessThan(count);

  const resumed = await loteJson(["comics", "catalog", "add", covers], at);
  expect(resumed.code).toBe(0);
  expect(resumed.stderr).toContain(run);
  expect(resumed.document).toMatchObject({ run, counts: { total: count, done: count } });
  expect(resumed.document.detail.catalogue?.covers).toBe(count);
  const items = await exportedItems(run, at);
  expect(new Set(items.map(({ state }) => state))).toEqual(new Set(["done"]));
});

test.concurrent("Ctrl-C stops the run in order, says how to go on and ends with 130", async () => {
  const { at, child, run, output } = await halfWay();
  child.kill("SIGINT");
  const [stderr] = await Promise.all([child.stderr.text(), output.rest(), child.exited]);
  expect(child.exitCode).toBe(130);
  expect(stderr).toContain(`lote runs resume ${run}`);
  await workersGone(at.workspace);
  const resumed = await loteJson(["runs", "resume", run], at);
  expect(resumed.code).toBe(0);
  expect(resumed.document.counts).toMatchObject({ total: count, done: count, failed: 0 });
});

test.concurrent("SIGTERM ends with 143, a second signal ends it at once, and nothing that was done is lost", async () => {
  const { at, child, run, output } = await halfWay(["--yes"]);
  child.kill("SIGTERM");
  child.kill("SIGTERM");
  await Promise.all([output.rest(), child.exited]);
  expect(child.exitCode).toBe(143);
  const { document } = await loteJson(["runs", "show", run], at);
  expect(document.status).toBe("interrupted");
  expect(document.counts.done).toBeGreaterThan(0);

  // Cancelled and undone: what was not begun stays undone.
  expect((await loteJson(["runs", "cancel", run], at)).document.status).toBe("cancelled");
  const undone = await loteJson(["runs", "undo", run, "--yes"], at);
  expect(undone.code).toBe(0);
  expect(undone.document).toMatchObject({ counts: { done: 0 }, detail: { catalogue: { covers: 0 } } });
});

test.concurrent("a file that is parsed for ever does not keep Ctrl-C waiting, and is no failure for it", async () => {
  const covers = filesIn(newFolder(), { "a.jpg": await coverFile(1), "b.pdf": shadingBomb() });
  const at = { workspace: join(newFolder(), "workspace") };
  const child = startLote(["comics", "catalog", "add", covers, "--ndjson"], { ...at, environment: slowly });
  const output = await untilLine(child, /"state":"done"/);
  const run = JSON.parse(output.text.split("\n", 1)[0] ?? "").run as string;
  child.kill("SIGINT");
  await Promise.all([output.rest(), child.exited]);
  expect(child.exitCode).toBe(130);
  await workersGone(at.workspace);
  const items = await exportedItems(run, at);
  expect(items.map(({ item, state }) => [item.slice(covers.length + 1), state])).toEqual([
    ["a.jpg", "done"],
    ["b.pdf", "pending"],
  ]);
});

test.concurrent("a hang-up leaves the run going, with and without --yes", async () => {
  await Promise.all(
    [
      { words: [], code: 75 },
      // A tied worker would end with its front end: so that one stays to the end.
      { words: ["--yes"], code: 0 },
    ].map(async ({ words, code }) => {
      const { at, child, run, output } = await halfWay(words);
      child.kill("SIGHUP");
      const [, left] = await Promise.all([output.rest(), child.exited]);
      expect(left).toBe(code);
      const watched = await lote(["runs", "watch", run, "--json"], at);
      expect(watched).toMatchObject({ code: 0 });
      expect(documentIn(watched.stdout)).toMatchObject({ status: "completed", counts: { done: count } });
    }),
  );
});

test.concurrent("with --yes and no terminal the worker stops when its front end is killed; without --yes it goes on", async () => {
  const statuses = [["--yes"], []].map(async (words) => {
    const { child, at, run } = await halfWay(words);
    child.kill("SIGKILL");
    await child.exited;
    await workersGone(at.workspace);
    return (await loteJson(["runs", "show", run], at)).document.status;
  });
  expect(await Promise.all(statuses)).toEqual(["interrupted", "completed"]);
});

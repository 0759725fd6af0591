import { expect, setDefaultTimeout, test } from "bun:test";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { queryDocument } from "../../../src/ui/headless/contract.ts";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { coverFile, sampleCover, scanOf } from "../../fixtures/comics/covers.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

/** Gives the open questions of a run, by item, these probabilities, as a calibrated space would. */
async function calibrate(workspace: string, name: string, probabilities: readonly number[]): Promise<void> {
  const stores = openStores(workspace);
  const { ledger } = stores;
  const run = ledger.runs.find(name);
  await ledger.write(() => {
    for (const [at, item] of ledger.items.page(run?.id ?? 0, "", 100).entries()) {
      for (const { candidates, ...question } of ledger.questions.ofItem(item.id)) {
        const probability = probabilities[at] ?? null;
        const again = candidates.map((one) => ({ ...one, probability }));
        ledger.questions.ask({ id: item.id, run: run?.id ?? 0 }, [{ ...question, candidates: again }]);
      }
    }
  });
  stores.close();
}

test("what is probable enough is accepted from a script, after it was told and permitted", async () => {
  const { workspace } = await cataloguedWorkspace();
  // Nobody has calibrated the comparison of whole covers alone.
  const at = { workspace, environment: { LOTE_COVER_VIEWS: "whole" } };
  const names = ["a.jpg", "b.jpg", "c.jpg"];
  const scans = await Promise.all(names.map((_, place) => scanOf(sampleCover(place * 4).seed)));
  const comics = filesIn(
    newFolder(),
    Object.fromEntries(names.map((name, place) => [name, scans[place] ?? ""])),
  );
  const { document } = await loteJson(["comics", "classify", comics], at);
  const above = ["review", "--accept-above", "0.97"];

  const uncalibrated = await lote([...above, "--yes"], at);
  expect(uncalibrated.code).toBe(6);
  expect(uncalibrated.stderr).toContain("calibrated");

  await calibrate(workspace, document.run, [0.991, 0.6, 0.972]);
  const looked = await lote([...above, "--dry-run"], at);
  expect(looked).toMatchObject({ code: 0, stdout: "" });
  expect(looked.stderr).toMatch(
    /2 questions from 0\.97 up[\s\S]*0\.972 {2}\S+c\.jpg = [\s\S]*0\.991 {2}\S+a\.jpg/,
  );
  expect((await lote(above, at)).code).toBe(2);
  const states = async () => (await exportedItems(document.run, at)).map(({ state }) => state);
  expect(await states()).toEqual(["review", "review", "review"]);

  const done = await lote(["review", document.run, "--accept-above", "0.97", "--yes", "--json"], at);
  expect(done.code).toBe(0);
  expect(queryDocument.parse(JSON.parse(done.stdout)).results).toMatchObject([
    { run: document.run, counts: { done: 2, review: 1 }, detail: { linked: 2 } },
  ]);
  expect(await states()).toEqual(["done", "review", "done"]);
  const again = await lote([...above, "--yes"], at);
  expect(again).toMatchObject({ code: 0 });
  expect(again.stderr).toContain("0 accepted.");

  const undone = await loteJson(["runs", "undo", document.run, "--yes"], at);
  expect(undone.document.counts).toMatchObject({ done: 0, review: 3 });
});

test("a new workspace accepts by the calibration that lote carries, and no twin by it", async () => {
  const { workspace } = await cataloguedWorkspace();
  const at = { workspace };
  const scan = await scanOf(sampleCover(3).seed);
  const comics = filesIn(newFolder(), { "a.jpg": scan });
  const { code, document } = await loteJson(
    ["comics", "classify", comics, "--yes", "--accept-above", "0.97"],
    at,
  );
  expect({ code, counts: document.counts }).toMatchObject({ code: 0, counts: { done: 1, review: 0 } });
  const [line] = await exportedItems(document.run, at);
  const probability = line?.questions[0]?.candidates[0]?.probability ?? 0;
  expect(probability).toBeGreaterThan(0.97);
  // More than the examples it was fitted to can tell is not promised.
  expect(probability).toBeLessThan(1);

  // The same picture once more in the catalogue, as another issue: nobody can tell which of them it is.
  const again = filesIn(newFolder(), { "Other Title 077 (1999).jpg": await coverFile(sampleCover(3).seed) });
  expect((await lote(["comics", "catalog", "add", again], at)).code).toBe(0);
  const later = filesIn(newFolder(), { "b.jpg": new Uint8Array([...scan, 0]) });
  const twins = await loteJson(["comics", "classify", later, "--yes", "--accept-above", "0.97"], at);
  expect(twins).toMatchObject({ code: 4, document: { counts: { done: 0, review: 1 } } });
});
